import { editOf } from '../adapters/workflow-input.ts';
import type { ProviderDeps } from '../core/deps.ts';
import type { EditRecord, Millis } from '../core/edit.ts';
import { sendPending } from '../core/outbox.ts';
import type { Inputs, SubmitVerdict } from '../core/ports.ts';
import { afterSend, enterSend, settleSend, type SendDecision } from '../core/sending.ts';
import type { SendStep } from '../core/step.ts';

export interface SendDeps extends ProviderDeps {
  readonly newToken: () => string;
  /** @default - the provider is given the addresses as they are: no `s3://` is taken */
  readonly inputs?: Inputs | undefined;
}

/** Makes the one paid POST of an edit, or finds out why not. Safe to enter any number of times. */
export const send =
  (deps: SendDeps) =>
  async (input: unknown): Promise<SendStep> => {
    const { edits, clock, patience } = deps;
    const token = deps.newToken();
    const entered = clock.monotonic();
    const record = await editOf(input, edits);

    let decision: SendDecision | undefined;
    const claimed = await edits.change(record, (current) => {
      decision = enterSend(current, { token, now: clock.now(), patience });
      return decision.record;
    });
    if (decision?.post !== true) {
      await sendPending(claimed, deps);
      return decision?.step ?? { next: 'wait', seconds: 1 };
    }

    const verdict = await post(claimed, entered, deps);
    const settled = await recordVerdict(claimed, verdict, token, deps);
    await sendPending(settled, deps);
    return afterSend(settled, clock.now());
  };

const post = async (record: EditRecord, entered: Millis, deps: SendDeps): Promise<SubmitVerdict> => {
  const { inputs, provider, clock, patience } = deps;
  let { request } = record;
  try {
    request = (await inputs?.readable(request)) ?? request;
  } catch (error) {
    const why = `its inputs could not be signed: ${error instanceof Error ? error.message : 'unknown'}`;
    return { verdict: 'refused', why: `not sent: ${why}` };
  }
  const late = clock.monotonic() - entered > patience.claimToPostSeconds * 1_000;
  // A sender that was frozen between its claim and here may be taken for dead already: it does not send.
  return late
    ? { verdict: 'refused', why: 'not sent: claiming it took too long', retryAfterSeconds: 1 }
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
  token: string,
  { edits, clock, log, patience }: SendDeps,
): Promise<EditRecord> => {
  log.info('the provider was asked to take an edit', { editId: claimed.editId, ...verdict });
  const giveUpAt = claimed.claim?.leaseUntil ?? 0;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await edits.change(claimed, (current) =>
        settleSend(current, verdict, { token, now: clock.now(), patience }),
      );
    } catch (error) {
      if (clock.now() + pause > giveUpAt) throw error;
      log.warn('the verdict is not recorded yet', { editId: claimed.editId, ...verdict, error });
      await clock.sleep(pause);
    }
  }
};
