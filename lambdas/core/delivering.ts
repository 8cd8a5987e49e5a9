import { changedDelivery, undeliverableIdOf, type Attempt, type DeliveryRecord } from './delivery.ts';
import type { Millis } from './edit.ts';
import type { Patience } from './patience.ts';
import type { Posted } from './webhooks.ts';
import { seconds, type DeliverStep } from './step.ts';

/** An attempt takes at most this long, from the look-up of the host to the last byte of the answer. */
export const attemptSeconds = 15;

// With room for a slow start, and for clocks that differ.
const claimSeconds = 2 * attemptSeconds;

/** So much more at most, at random: what failed together should not come again together. */
const jitter = 0.1;

const longestRetryAfterSeconds = 86_400;
const mostAttempts = 100;

/** The record with its next attempt claimed; undefined where there is none to make now. */
export const claimAttempt = (record: DeliveryRecord, now: Millis): DeliveryRecord | undefined =>
  waitUntil(record) <= now && record.status === 'pending'
    ? changedDelivery(record, { claimedUntil: now + claimSeconds * 1_000 }, now)
    : undefined;

const waitUntil = ({ nextAttemptAt = 0, claimedUntil = 0 }: DeliveryRecord): Millis =>
  Math.max(nextAttemptAt, claimedUntil);

export interface AttemptFacts {
  /** When it began. */
  readonly at: Millis;
  readonly now: Millis;
  /** From 0 to before 1. */
  readonly random: number;
  readonly patience: Patience;
}

/** What an attempt makes of its delivery. */
export const afterAttempt = (
  record: DeliveryRecord,
  posted: Posted,
  { at, now, random, patience }: AttemptFacts,
): DeliveryRecord => {
  const attempt: Attempt = {
    at,
    statusCode: posted.statusCode,
    error: posted.error,
    tookMs: Math.round(posted.tookMs),
  };
  const tries = record.tries + 1;
  const known = {
    attempts: [...record.attempts, attempt].slice(-mostAttempts),
    tries,
    claimedUntil: undefined,
  };
  if (posted.error === undefined) {
    return changedDelivery(record, { ...known, ...settled, status: 'delivered', deliveredAt: now }, now);
  }
  // Somebody else made an attempt at the same time, and it decided.
  if (record.status !== 'pending') return changedDelivery(record, known, now);
  if (posted.statusCode === 410) {
    const message = 'The receiver answered 410: it wants no more of this';
    return undeliverable(record, known, { code: 'receiver_gone', message }, now);
  }
  const gap = patience.webhookGapsSeconds[tries - 1];
  if (gap === undefined) {
    const message = `${tries} attempts failed, the last of them so: ${posted.error}`;
    return undeliverable(record, known, { code: 'attempts_exhausted', message }, now);
  }
  const asked = Math.min(posted.retryAfterSeconds ?? 0, longestRetryAfterSeconds);
  const nextAttemptAt = now + Math.ceil(1_000 * Math.max(gap * (1 + jitter * random), asked));
  return changedDelivery(record, { ...known, nextAttemptAt, dueAt: nextAttemptAt }, now);
};

const settled = { nextAttemptAt: undefined, dueAt: undefined, reason: undefined, untold: undefined };

const undeliverable = (
  record: DeliveryRecord,
  known: Pick<DeliveryRecord, 'attempts' | 'tries'>,
  reason: NonNullable<DeliveryRecord['reason']>,
  now: Millis,
): DeliveryRecord =>
  changedDelivery(
    record,
    {
      ...known,
      ...settled,
      status: 'undeliverable',
      reason,
      untold: { id: undeliverableIdOf(record), occurredAt: now },
      // Until somebody was told.
      dueAt: now,
    },
    now,
  );

/** The record once it was told that it is undeliverable; undefined where there is nothing to tell. */
export const told = (record: DeliveryRecord, now: Millis): DeliveryRecord | undefined =>
  record.untold === undefined
    ? undefined
    : changedDelivery(record, { untold: undefined, dueAt: undefined }, now);

/** Sent again from the first attempt on, at once, in a run of its own. What waits for its next attempt is not kept waiting. */
export const sentAgain = (record: DeliveryRecord, now: Millis): DeliveryRecord =>
  changedDelivery(
    record,
    {
      ...settled,
      status: 'pending',
      tries: 0,
      resends: record.resends + 1,
      nextAttemptAt: now,
      runs: record.runs + 1,
      dueAt: now,
      deliveredAt: undefined,
    },
    now,
  );

/** What an execution is to do about a delivery. */
export const deliverStep = (record: DeliveryRecord, now: Millis): DeliverStep => {
  const { status, reason, untold } = record;
  const why = {
    error: (reason?.code ?? status).slice(0, 128),
    cause: (reason?.message ?? '').slice(0, 16_000),
  };
  switch (status) {
    case 'pending':
      return { next: 'wait', seconds: seconds((waitUntil(record) - now) / 1_000), ...why };
    case 'delivered':
      return { next: 'done', seconds: 1, ...why };
    case 'undeliverable':
      // The end stands in the record; that nobody was told yet is a reason to come back.
      return untold === undefined
        ? { next: 'undeliverable', seconds: 1, ...why }
        : { next: 'wait', seconds: 60, ...why };
  }
};
