import { editOf } from '../adapters/workflow-input.ts';
import type { ProviderDeps } from '../core/deps.ts';
import { clipSecondsOf, type EditRecord, type Millis } from '../core/edit.ts';
import { InputsGone } from '../core/errors.ts';
import { followUp, releaseSlot } from '../core/following-up.ts';
import type { Closed } from '../core/line.ts';
import { fund, type Funded } from '../core/reserving.ts';
import { holdsSlot } from '../core/holders.ts';
import { learnedPrior, type Prior } from '../core/job-times.ts';
import { afterVerdict } from '../core/pace.ts';
import type { Inputs } from '../core/ports.ts';
import type { Prices, SubmitVerdict } from '../core/provider.ts';
import {
  afterSend,
  enterSend,
  mayStandInLine,
  notFunded,
  settleSend,
  type SendDecision,
} from '../core/sending.ts';
import type { SendStep } from '../core/step.ts';
import { awaitTurn } from '../core/taking-turns.ts';

export interface SendDeps extends ProviderDeps {
  readonly prices: Prices;
  readonly newToken: () => string;
  /** @default - the provider is given the addresses as they are: no `s3://` is taken */
  readonly inputs?: Inputs | undefined;
}

/** Makes the one paid POST of an edit when it is its turn, or finds out why not. Safe to enter any number of times. */
export const send =
  (deps: SendDeps) =>
  async (input: unknown): Promise<SendStep> => {
    const { edits, clock } = deps;
    const record = await editOf(input, edits);
    if (!mayStandInLine(record, clock.now())) return claimAndPost(record, false, deps);
    const { record: waited, step } = await awaitTurn(record, deps);
    if (step === undefined) return claimAndPost(waited, true, deps);
    await followUp(record, waited, deps);
    return step;
  };

const claimAndPost = async (asked: EditRecord, hasTurn: boolean, deps: SendDeps): Promise<SendStep> => {
  const { edits, clock, patience, times } = deps;
  const token = deps.newToken();
  // Before the claim: from then on no time is to be lost.
  const prior = learnedPrior(await times.read(), clipSecondsOf(asked));
  const funded: Funded = hasTurn ? await fund(asked, deps) : { since: clock.monotonic() };
  if (funded.closed !== undefined) return putBack(asked, funded.closed, deps);
  const { costEstimateUsd, reserved } = funded;
  const record = { ...asked, ...(reserved && { reserved }) };
  let decision: SendDecision | undefined;
  const claimed = await edits.change(asked, (current) => {
    decision = enterSend(current, { token, now: clock.now(), patience, costEstimateUsd, reserved });
    // It came back to `accepted` since it was read: nobody sends without a turn, so it stands in line first.
    if (decision.post && !hasTurn) decision = { post: false, step: { next: 'wait', seconds: 1 } };
    return decision.record;
  });
  if (decision?.post !== true) {
    // Cancelled meanwhile; where somebody else sent it, the slot is that sender's, and stays.
    if (record.status === 'accepted' && !holdsSlot(claimed)) await releaseSlot(claimed, deps);
    await followUp(record, claimed, deps);
    return decision?.step ?? { next: 'wait', seconds: 1 };
  }
  const verdict = await post(claimed, funded.since, deps);
  const settled = await recordVerdict(claimed, verdict, { token, prior }, deps);
  await tellOthers(verdict, deps);
  await followUp(claimed, settled, deps);
  return afterSend(settled, clock.now(), prior);
};

// It keeps its place: it is the next that the books let through.
const putBack = async (record: EditRecord, closed: Closed, deps: SendDeps): Promise<SendStep> => {
  const { edits, clock } = deps;
  const waiting = await edits.change(record, (current) => notFunded(current, closed, clock.now()));
  if (!holdsSlot(waiting)) await releaseSlot(waiting, deps);
  await followUp(record, waiting, deps);
  return { next: 'wait', seconds: 1 };
};

// Before the slot is given back: whoever gets it next should know what this one met with.
const tellOthers = async (
  verdict: SubmitVerdict,
  { turns, clock, slots, patience, log }: SendDeps,
): Promise<void> => {
  try {
    const facts = { now: clock.now(), slots, accountRetrySeconds: patience.accountRetrySeconds };
    const change = afterVerdict(await turns.read(), verdict, facts);
    if (change !== undefined) await turns.change(change);
  } catch (error) {
    log.warn('what the provider said is not known to the other senders', { error });
  }
};

const post = async (record: EditRecord, entered: Millis, deps: SendDeps): Promise<SubmitVerdict> => {
  const { inputs, provider, clock, patience } = deps;
  let { request } = record;
  try {
    request = (await inputs?.readable(request)) ?? request;
  } catch (error) {
    // It may have waited longer than they are kept.
    if (error instanceof InputsGone) {
      return { verdict: 'unfit', message: `It was not sent, and nothing is paid. ${error.message}.` };
    }
    const why = `its inputs could not be signed: ${error instanceof Error ? error.message : 'unknown'}`;
    return { verdict: 'unsent', why };
  }
  const late = clock.monotonic() - entered > patience.claimToPostSeconds * 1_000;
  // A sender that was frozen between its claim and here may be taken for dead already: it does not send.
  return late
    ? { verdict: 'unsent', why: 'claiming it took too long', retryAfterSeconds: 1 }
    : provider.submit(request);
};

const firstPause = 200;
const longestPause = 5_000;

/**
 * The verdict is worth a dollar and known to nobody else: writing it down is tried until the lease runs out, and it
 * stands in the log before the first try.
 */
const recordVerdict = async (
  claimed: EditRecord,
  verdict: SubmitVerdict,
  sender: { readonly token: string; readonly prior: Prior | undefined },
  { edits, clock, log, patience }: SendDeps,
): Promise<EditRecord> => {
  log.info('the provider was asked to take an edit', { editId: claimed.editId, ...verdict });
  const giveUpAt = claimed.claim?.leaseUntil ?? 0;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await edits.change(claimed, (current) =>
        settleSend(current, verdict, { ...sender, now: clock.now(), patience }),
      );
    } catch (error) {
      if (clock.now() + pause > giveUpAt) throw error;
      log.warn('the verdict is not recorded yet', { editId: claimed.editId, ...verdict, error });
      await clock.sleep(pause);
    }
  }
};
