import { editOf } from '../adapters/workflow-input.ts';
import type { ProviderDeps } from '../core/deps.ts';
import { afterLook, beforeLook, type LookDecision } from '../core/looking.ts';
import { followUp } from '../core/following-up.ts';
import type { Provider, StatusSeen } from '../core/provider.ts';
import type { LookStep } from '../core/step.ts';

export type CheckStatusDeps = ProviderDeps;

/** Looks at the provider once, records what it says, and answers when to look again. */
export const checkStatus =
  (deps: CheckStatusDeps) =>
  async (input: unknown): Promise<LookStep> => {
    const { edits, provider, clock, log, patience } = deps;
    const record = await editOf(input, edits);
    const { editId, requestId } = record;
    const settled = beforeLook(record);
    if (settled !== undefined || requestId === undefined) {
      await followUp(record, record, deps);
      return settled ?? { next: 'wait', seconds: 60 };
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
      decision = afterLook(current, seen, clock.now(), patience);
      return decision.record;
    });
    await followUp(record, written, deps);
    return decision?.step ?? { next: 'wait', seconds: 60 };
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
