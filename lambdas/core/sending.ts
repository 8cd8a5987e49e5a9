import { changed, ended, isEnded, type EditRecord, type Millis, type Reservation } from './edit.ts';
import { closedFor, type Closed } from './line.ts';
import type { Prior } from './job-times.ts';
import { firstLookSeconds } from './next-look.ts';
import { growingGap, type Patience } from './patience.ts';
import type { SubmitVerdict } from './provider.ts';
import { seconds, type SendStep } from './step.ts';

/** What entering `Send` leads to. `record` is what to write first, on the condition that nothing changed. */
export type SendDecision =
  | { readonly post: true; readonly record?: EditRecord | undefined }
  | { readonly post: false; readonly record?: EditRecord | undefined; readonly step: SendStep };

export interface Sender {
  /** Made anew for every entry: it tells this sender's claim from all others. */
  readonly token: string;
  readonly now: Millis;
  readonly patience: Patience;
  /** What it is sent with. */
  readonly costEstimateUsd?: number | undefined;
  readonly reserved?: Reservation | undefined;
  /** How long such jobs take, once enough are known. */
  readonly prior?: Prior | undefined;
}

const announce: SendStep = { next: 'announce', seconds: 1 };
const untilSeconds = (moment: Millis, now: Millis) => seconds((moment - now) / 1_000);

/** Whether nothing but its turn keeps this edit from being sent. */
export const mayStandInLine = (
  { status, cancelRequestedAt, sendAfter = 0 }: EditRecord,
  now: Millis,
): boolean => status === 'accepted' && cancelRequestedAt === undefined && sendAfter <= now;

/**
 * Whether this sender may make the one paid POST. However often `Send` is entered, at most one entry of an edit
 * gets to post between an `accepted` and the verdict that makes it `accepted` again.
 */
export const enterSend = (record: EditRecord, sender: Sender): SendDecision => {
  const { now, patience, token, costEstimateUsd = record.costEstimateUsd, reserved } = sender;
  switch (record.status) {
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'uncertain':
      return { post: false, step: announce };
    case 'queued':
    case 'running':
    case 'storing':
      return { post: false, step: { next: 'look', seconds: 1 } };
    case 'submitting': {
      // Our own claim: its write was made, and only the answer to it was lost.
      if (record.claim?.token === token) return { post: true };
      const leaseUntil = record.claim?.leaseUntil ?? 0;
      if (leaseUntil > now)
        return { post: false, step: { next: 'wait', seconds: untilSeconds(leaseUntil, now) } };
      return { post: false, record: uncertain(record, 'its sender died', now), step: announce };
    }
    case 'accepted': {
      if (record.cancelRequestedAt !== undefined) {
        return { post: false, record: ended(record, 'cancelled', {}, now), step: announce };
      }
      if (record.sendAfter !== undefined && record.sendAfter > now) {
        return { post: false, step: { next: 'wait', seconds: untilSeconds(record.sendAfter, now) } };
      }
      const leaseUntil = now + patience.leaseSeconds * 1_000;
      return {
        post: true,
        record: changed(
          record,
          {
            status: 'submitting',
            waitingFor: undefined,
            sendAfter: undefined,
            claim: { token, leaseUntil },
            costEstimateUsd,
            reserved,
            dueAt: leaseUntil,
          },
          now,
        ),
      };
    }
  }
};

/** What the verdict makes of the record; undefined where it is no longer this sender's to judge. */
export const settleSend = (
  record: EditRecord,
  verdict: SubmitVerdict,
  { token, now, patience, prior }: Sender,
): EditRecord | undefined => {
  if (record.claim?.token !== token)
    return verdict.verdict === 'accepted' ? stray(record, verdict.requestId, now) : undefined;
  if (verdict.verdict === 'accepted') return taken(record, verdict.requestId, now, prior);
  if (record.status !== 'submitting') return undefined;
  switch (verdict.verdict) {
    case 'refused':
      return refused(record, verdict.why, verdict.retryAfterSeconds, now, patience);
    case 'unsent':
      return backToAccepted(record, 'provider', verdict.retryAfterSeconds ?? 60, now);
    case 'unfit':
      return ended(
        record,
        'failed',
        { error: { code: 'inputs_gone', message: verdict.message, retryable: false, billable: false } },
        now,
      );
    case 'account':
      // It answered: what it refused before, it refused for another reason.
      return backToAccepted(
        { ...record, refusedSince: undefined, vain: { ...record.vain, refused: 0 } },
        'provider_account',
        patience.accountRetrySeconds,
        now,
      );
    case 'rejected':
      return ended(
        record,
        'failed',
        {
          error: {
            code: 'rejected_by_provider',
            message: verdict.message,
            retryable: false,
            billable: false,
          },
        },
        now,
      );
    case 'unclear':
      return uncertain(record, verdict.why, now);
  }
};

/** What `Send` answers once its verdict is recorded, whoever recorded what meanwhile. */
export const afterSend = (record: EditRecord, now: Millis, prior?: Prior): SendStep => {
  if (isEnded(record) || record.status === 'uncertain') return announce;
  if (record.requestId !== undefined) {
    return { next: 'look', seconds: seconds(firstLookSeconds(prior)) };
  }
  const until = record.status === 'submitting' ? record.claim?.leaseUntil : record.sendAfter;
  return { next: 'wait', seconds: untilSeconds(until ?? now, now) };
};

// Also out of `uncertain`: a sender that wakes up late with the provider's id knows more than whoever gave it up.
const taken = (record: EditRecord, requestId: string, now: Millis, prior: Prior | undefined): EditRecord =>
  changed(
    record,
    {
      status: 'queued',
      requestId,
      sentAt: now,
      claim: undefined,
      refusedSince: undefined,
      error: undefined,
      dueAt: now + seconds(firstLookSeconds(prior)) * 1_000,
    },
    now,
    'Edit Submitted',
  );

// Somebody settled the edit while its sender slept, and the provider had taken it after all.
const stray = (record: EditRecord, requestId: string, now: Millis): EditRecord | undefined => {
  const { strayRequestIds = [] } = record;
  if (record.requestId === requestId || strayRequestIds.includes(requestId)) return undefined;
  return changed(record, { strayRequestIds: [...strayRequestIds, requestId] }, now);
};

const refused = (
  record: EditRecord,
  why: string,
  retryAfterSeconds: number | undefined,
  now: Millis,
  patience: Patience,
): EditRecord => {
  const refusedSince = record.refusedSince ?? now;
  if (now - refusedSince >= patience.refusedHours * 3_600_000) {
    const message = `The provider took nothing for ${patience.refusedHours} hours: ${why}`;
    return ended(
      record,
      'failed',
      { error: { code: 'provider_unavailable', message, retryable: true, billable: false } },
      now,
    );
  }
  const count = record.vain.refused + 1;
  return backToAccepted(
    { ...record, refusedSince, vain: { ...record.vain, refused: count } },
    'provider',
    retryAfterSeconds ?? Math.min(growingGap(count), 300),
    now,
  );
};

const backToAccepted = (
  record: EditRecord,
  waitingFor: 'provider' | 'provider_account',
  waitSeconds: number,
  now: Millis,
): EditRecord => {
  const sendAfter = now + seconds(waitSeconds) * 1_000;
  return changed(
    record,
    // It has had its turn, so it comes before all who have not.
    {
      status: 'accepted',
      waitingFor,
      ticket: 0,
      claim: undefined,
      reserved: undefined,
      sendAfter,
      dueAt: sendAfter,
    },
    now,
  );
};

/** An edit that had its turn, and is kept from being sent by what the stage may spend. */
export const notFunded = (record: EditRecord, closed: Closed, now: Millis): EditRecord | undefined =>
  record.status === 'accepted' && record.cancelRequestedAt === undefined
    ? changed(record, { waitingFor: closedFor(closed), ticket: 0, dueAt: closed.tryAt }, now)
    : undefined;

// The claim stays: by its token the sender can still bring the truth.
const uncertain = (record: EditRecord, why: string, now: Millis): EditRecord =>
  changed(
    record,
    {
      status: 'uncertain',
      dueAt: now,
      error: {
        code: 'outcome_unknown',
        message: `The provider may or may not have taken this edit: ${why}. It is not sent again by itself.`,
        retryable: false,
        billable: true,
      },
    },
    now,
    'Edit Uncertain',
  );
