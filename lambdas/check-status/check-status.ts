import type { LookLimits } from '../contract/look-limits.ts';
import { editOf } from '../adapters/workflow-input.ts';
import type { ProviderDeps } from '../core/deps.ts';
import { clipSecondsOf, type EditRecord } from '../core/edit.ts';
import { followUp } from '../core/following-up.ts';
import { learnedPrior } from '../core/job-times.ts';
import { afterLook, beforeLook, type LookDecision, type LookPace } from '../core/looking.ts';
import type { Provider, StatusSeen } from '../core/provider.ts';
import type { LookStep } from '../core/step.ts';

export interface CheckStatusDeps extends ProviderDeps {
  readonly lookLimits: LookLimits;
}

/**
 * Looks at the provider, records what it says, and answers when to look again. While the end may be near it stays, and
 * looks every few seconds.
 */
export const checkStatus =
  (deps: CheckStatusDeps) =>
  async (input: unknown): Promise<LookStep> => {
    const { edits, clock } = deps;
    const entered = clock.monotonic();
    let record = await editOf(input, edits);
    let readAt = entered;
    const pace = await paceOf(record, deps);
    for (;;) {
      const { after, step, linger } = await look(record, pace, deps);
      const stayed = (clock.monotonic() - entered) / 1_000;
      if (linger === undefined || stayed + linger.seconds > linger.staySeconds) return step;
      if (!(await stay(linger.seconds, deps))) return step;
      record = after;
      // Somebody may wish to cancel it meanwhile.
      if (clock.monotonic() - readAt >= rereadMs) {
        record = await editOf(input, edits);
        readAt = clock.monotonic();
      }
    }
  };

const rereadMs = 10_000;
const pauseMs = 500;

const paceOf = async (
  record: EditRecord,
  { times, turns, lookLimits }: CheckStatusDeps,
): Promise<LookPace> => {
  const [learned, underWay] = await Promise.all([times.read(), turns.underWay()]);
  return { prior: learnedPrior(learned, clipSecondsOf(record)), underWay, limits: lookLimits };
};

/** @returns whether it was waited to the end: in pauses, so that a process that leaves need not wait for it */
const stay = async (
  seconds: number,
  { clock, mayLinger = () => true }: Pick<CheckStatusDeps, 'clock' | 'mayLinger'>,
): Promise<boolean> => {
  for (let left = seconds * 1_000; left > 0; left -= pauseMs) {
    if (!mayLinger()) return false;
    await clock.sleep(Math.min(left, pauseMs));
  }
  return true;
};

interface Looked extends Omit<LookDecision, 'record'> {
  readonly after: EditRecord;
}

const look = async (record: EditRecord, pace: LookPace, deps: CheckStatusDeps): Promise<Looked> => {
  const { edits, provider, clock, log, patience } = deps;
  const { editId, requestId } = record;
  const settled = beforeLook(record);
  if (settled !== undefined || requestId === undefined) {
    const after = await followUp(record, record, deps);
    return { after, step: settled ?? { next: 'wait', seconds: 60 } };
  }
  if (record.cancelRequestedAt !== undefined && record.status === 'queued') {
    // Whatever it answers, the look that follows has the truth.
    log.info('the provider was asked to cancel', {
      editId,
      requestId,
      ...(await provider.cancel(requestId)),
    });
  }
  const seen = await withCost(await provider.status(requestId), requestId, provider);
  if (seen.status === 'running' && seen.word !== undefined) {
    log.warn('a status word never heard before, taken for running', { editId, requestId, word: seen.word });
  }
  if (seen.status === 'unreachable' || seen.status === 'unknown_request') {
    log.warn('a look in vain', { editId, requestId, ...seen });
  }
  let decision: LookDecision | undefined;
  const written = await edits.change(record, (current) => {
    decision = afterLook(current, seen, clock.now(), patience, pace);
    return decision.record;
  });
  const after = await followUp(record, written, deps);
  return { step: { next: 'wait', seconds: 60 }, ...decision, after };
};

// Whether what was cancelled in its queue is charged, the provider's documents do not say; its result may.
const withCost = async (
  seen: StatusSeen,
  requestId: string,
  provider: Pick<Provider, 'result'>,
): Promise<StatusSeen> => {
  if (seen.status !== 'cancelled') return seen;
  const result = await provider.result(requestId);
  return result.result === 'cancelled' ? { ...seen, costUsd: result.costUsd } : seen;
};
