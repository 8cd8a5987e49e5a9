import {
  changed,
  ended,
  isEnded,
  nothingInVain,
  type EditRecord,
  type EditStatus,
  type Millis,
  type Vain,
} from './edit.ts';
import { nextLook, type Looking, type NextLook } from './next-look.ts';
import { growingGap, type Patience } from './patience.ts';
import type { StatusSeen } from './provider.ts';
import { reportedCost } from './spending.ts';
import { seconds, type LookStep, type Seconds } from './step.ts';

export interface LookDecision {
  /** What to write; absent where nothing is new. */
  readonly record?: EditRecord | undefined;
  readonly step: LookStep;
  /** Where it is worth it to look again before that. */
  readonly linger?: NextLook['linger'];
}

/** What decides how often to look, besides how long the edit has been there. */
export type LookPace = Pick<Looking, 'prior' | 'underWay' | 'limits'>;

const announce: LookStep = { next: 'announce', seconds: 1 };

/** Whether there is anything to look at; otherwise, what to answer without asking the provider. */
export const beforeLook = (record: EditRecord): LookStep | undefined => {
  if (isEnded(record) || record.status === 'uncertain') return announce;
  // Sent back to the start by somebody: the execution that sends it looks too, this one merely waits for the end.
  return record.requestId === undefined ? { next: 'wait', seconds: 60 } : undefined;
};

/** What a look at the provider makes of an edit, and what comes next. The record never moves back. */
export const afterLook = (
  before: EditRecord,
  seen: StatusSeen,
  now: Millis,
  patience: Patience,
  pace: LookPace,
): LookDecision => {
  const settled = beforeLook(before);
  if (settled) return { step: settled };
  const elapsedSeconds = (now - (before.sentAt ?? before.createdAt)) / 1_000;
  // What has finished is fetched all the same: nobody knows better than the provider what it still has.
  if (seen.status !== 'finished' && elapsedSeconds > patience.retentionDays * 86_400) {
    return fail(
      before,
      'result_expired',
      `It did not finish within the ${patience.retentionDays} days that the provider keeps results`,
      now,
    );
  }
  const record = markOverdue(before, elapsedSeconds, now, patience);
  const next = nextLook({ elapsedSeconds, overdue: record.overdueAt !== undefined, ...pace });
  switch (seen.status) {
    case 'queued':
      return waitUnlessNew(before, record, next, now, {
        ...forward(record, 'queued'),
        queuePosition: record.status === 'queued' ? seen.queuePosition : undefined,
      });
    case 'running':
      return waitUnlessNew(before, record, next, now, {
        ...forward(record, 'running'),
        queuePosition: undefined,
      });
    case 'finished':
      return {
        record: changed(
          record,
          {
            status: 'storing',
            queuePosition: undefined,
            madeAt: record.madeAt ?? now,
            dueAt: now + patience.storingSeconds * 1_000,
          },
          now,
        ),
        step: { next: 'store', seconds: 1 },
      };
    case 'cancelled':
      // It was seen finished before: its result has the last word.
      if (record.status === 'storing') return { step: { next: 'store', seconds: 1 } };
      return { record: ended(record, 'cancelled', reportedCost(seen.costUsd), now), step: announce };
    case 'unreachable':
      return inVain(record, 'unreachable', now);
    case 'unknown_request':
      if (record.vain.unknownRequest + 1 >= patience.unknownRequests) {
        return fail(
          record,
          'unknown_at_provider',
          `The provider no longer knows its request ${record.requestId ?? ''}`,
          now,
        );
      }
      return inVain(record, 'unknownRequest', now);
  }
};

const order: readonly EditStatus[] = ['queued', 'running', 'storing'];
const forward = (record: EditRecord, status: EditStatus): { status: EditStatus } => ({
  status: order.indexOf(status) > order.indexOf(record.status) ? status : record.status,
});

const markOverdue = (
  record: EditRecord,
  elapsedSeconds: number,
  now: Millis,
  patience: Patience,
): EditRecord =>
  record.overdueAt === undefined && elapsedSeconds > patience.overdueMinutes * 60
    ? changed(record, { overdueAt: now }, now, 'Edit Overdue')
    : record;

const wait = (
  record: EditRecord,
  gap: Seconds,
  now: Millis,
  change: Partial<Pick<EditRecord, 'status' | 'queuePosition' | 'vain'>>,
): LookDecision => ({
  record: changed(record, { ...change, dueAt: now + gap * 1_000 }, now),
  step: { next: 'wait', seconds: gap },
});

/** An answer that changes nothing is not written: a call that stays would write it every few seconds. */
const waitUnlessNew = (
  before: EditRecord,
  record: EditRecord,
  { seconds: gap, linger }: NextLook,
  now: Millis,
  seen: Pick<EditRecord, 'status' | 'queuePosition'>,
): LookDecision => {
  const step: LookStep = { next: 'wait', seconds: gap };
  const lookedAgainAt = now + Math.max(gap, linger?.seconds ?? 0) * 1_000;
  const isNew =
    record !== before ||
    seen.status !== record.status ||
    seen.queuePosition !== record.queuePosition ||
    Object.values(record.vain).some((count) => count > 0) ||
    (record.dueAt ?? 0) < lookedAgainAt;
  if (!isNew) return { step, linger };
  // It is not late as long as the call may stay.
  const dueAt = now + ((linger?.staySeconds ?? 0) + gap) * 1_000;
  return { record: changed(record, { ...seen, vain: nothingInVain, dueAt }, now), step, linger };
};

const inVain = (record: EditRecord, counter: keyof Vain, now: Millis): LookDecision => {
  const count = record.vain[counter] + 1;
  return wait(record, seconds(growingGap(count)), now, {
    vain: { ...record.vain, [counter]: count },
  });
};

const fail = (record: EditRecord, code: string, message: string, now: Millis): LookDecision => ({
  record: ended(record, 'failed', { error: { code, message, retryable: false, billable: true } }, now),
  step: announce,
});
