import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterAttempt,
  claimAttempt,
  deliverStep,
  sentAgain,
  told,
} from '../../../lambdas/core/delivering.ts';
import type { DeliveryRecord } from '../../../lambdas/core/delivery.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { Posted } from '../../../lambdas/core/webhooks.ts';
import { aDelivery } from './a-delivery.ts';

const failed: Posted = { statusCode: 500, error: 'The receiver answered 500', tookMs: 12.4 };
const delivered: Posted = { statusCode: 204, tookMs: 5 };
const now = 1_000_000;

const after = (record: DeliveryRecord, posted: Posted, random = 0, at = now): DeliveryRecord =>
  afterAttempt(record, posted, { at: at - 10, now: at, random, patience });

/** The seconds from each attempt to the next, while all of them fail. */
const gaps = (posted: Posted, random = 0): { waits: number[]; record: DeliveryRecord } => {
  const waits: number[] = [];
  let record = aDelivery();
  let at = now;
  while (record.status === 'pending' && waits.length < 100) {
    record = after(record, posted, random, at);
    if (record.nextAttemptAt === undefined) break;
    waits.push((record.nextAttemptAt - at) / 1_000);
    at = record.nextAttemptAt;
  }
  return { waits, record };
};

describe('after an attempt', () => {
  it('that was answered with 2xx it is delivered, and nothing is due', () => {
    const record = after(aDelivery(), delivered);
    expect(record).toMatchObject({
      status: 'delivered',
      deliveredAt: now,
      attempts: [{ at: now - 10, statusCode: 204, tookMs: 5 }],
    });
    expect([record.nextAttemptAt, record.dueAt]).toEqual([undefined, undefined]);
  });

  it('fault 51: that failed it is tried again after 5 s, and ever more rarely, ten times in three days', () => {
    const { waits, record } = gaps(failed);
    expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    expect(record.attempts).toHaveLength(10);
    expect(record.attempts[0]).toMatchObject({
      statusCode: 500,
      error: 'The receiver answered 500',
      tookMs: 12,
    });
  });

  it('that failed it is tried again up to a tenth later, at random', () => {
    expect(gaps(failed, 0.999_999).waits[1]).toBeCloseTo(330, 1);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (random) => {
        const plain = gaps(failed).waits;
        for (const [place, wait] of gaps(failed, random).waits.entries()) {
          expect(wait).toBeGreaterThanOrEqual(plain[place] ?? 0);
          expect(wait).toBeLessThanOrEqual((plain[place] ?? 0) * 1.1 + 0.001);
        }
      }),
    );
  });

  it.each([
    ['longer', 60, 60],
    ['shorter', 2, 5],
    ['longer than a day', 1_000_000, 86_400],
  ])(
    'fault 52: whose receiver asks for %s than the gap, it waits as long as it should',
    (_what, asked, waits) => {
      const record = after(aDelivery(), { ...failed, statusCode: 429, retryAfterSeconds: asked });
      expect(((record.nextAttemptAt ?? 0) - now) / 1_000).toBe(waits);
      expect(record.dueAt).toBe(record.nextAttemptAt);
    },
  );

  it('fault 52: that was answered with 410 it is undeliverable at once', () => {
    const record = after(aDelivery(), { ...failed, statusCode: 410 });
    expect(record).toMatchObject({
      status: 'undeliverable',
      reason: { code: 'receiver_gone' },
      untold: { occurredAt: now },
      dueAt: now,
    });
    expect(record.nextAttemptAt).toBeUndefined();
  });

  it('fault 55: that was the last it is undeliverable, with the words of the last', () => {
    const { record } = gaps(failed);
    expect(record).toMatchObject({
      status: 'undeliverable',
      reason: {
        code: 'attempts_exhausted',
        message: '10 attempts failed, the last of them so: The receiver answered 500',
      },
      untold: { id: expect.stringMatching(/^nt_/u) as unknown },
    });
  });

  it('is as delivered as somebody else made it meanwhile, though this one failed', () => {
    const record = after(after(aDelivery(), delivered), failed);
    expect(record).toMatchObject({ status: 'delivered', attempts: [{}, { statusCode: 500 }] });
  });

  it('is delivered, although somebody else gave it up meanwhile', () => {
    const record = after(after(aDelivery(), { ...failed, statusCode: 410 }), delivered);
    expect(record.status).toBe('delivered');
    expect([record.untold, record.reason, record.dueAt]).toEqual([undefined, undefined, undefined]);
  });

  it('remembers the last 100', () => {
    let record = aDelivery();
    for (let times = 1; times <= 120; times += 1) record = sentAgain(after(record, failed, 0, times), times);
    expect(record.attempts).toHaveLength(100);
    expect(record.attempts.at(-1)?.at).toBe(110);
  });
});

describe('the claim of an attempt', () => {
  it('is had by one, for twice the time that an attempt may take', () => {
    const claimed = claimAttempt(aDelivery(), now);
    expect(claimed?.claimedUntil).toBe(now + 30_000);
    expect(claimAttempt(claimed ?? aDelivery(), now + 29_999)).toBeUndefined();
    expect(claimAttempt(claimed ?? aDelivery(), now + 30_000)).toBeDefined();
  });

  it('is not had before it is time, or after the end', () => {
    expect(claimAttempt(aDelivery({ nextAttemptAt: now + 1 }), now)).toBeUndefined();
    for (const status of ['delivered', 'undeliverable'] as const) {
      expect(claimAttempt(aDelivery({ status }), now)).toBeUndefined();
    }
  });

  it('is given back by what the attempt made of it', () => {
    const claimed = claimAttempt(aDelivery(), now) ?? aDelivery();
    expect(after(claimed, failed).claimedUntil).toBeUndefined();
  });
});

describe('sent again', () => {
  it('fault 55: what was undeliverable is tried at once, in a run of its own, with all its attempts before it', () => {
    const gone = told(gaps(failed).record, now) ?? aDelivery();
    const record = sentAgain(gone, 7);
    expect(record).toMatchObject({
      status: 'pending',
      noticeId: gone.noticeId,
      tries: 0,
      runs: gone.runs + 1,
      nextAttemptAt: 7,
      dueAt: 7,
    });
    expect(record.reason).toBeUndefined();
    expect(after(record, failed, 0, 7)).toMatchObject({ status: 'pending', nextAttemptAt: 5_007 });
  });

  it('what is being sent at this moment is not sent beside that', () => {
    const claimed = claimAttempt(aDelivery(), now) ?? aDelivery();
    expect(claimAttempt(sentAgain(claimed, now + 1), now + 1)).toBeUndefined();
  });
});

describe('what an execution is to do', () => {
  it('is to wait for a whole number of seconds until the next attempt, or the end of a claim', () => {
    expect(deliverStep(aDelivery({ nextAttemptAt: now + 4_001 }), now)).toMatchObject({
      next: 'wait',
      seconds: 5,
    });
    expect(deliverStep(aDelivery({ nextAttemptAt: now - 5 }), now)).toMatchObject({
      next: 'wait',
      seconds: 1,
    });
    const claimed = claimAttempt(aDelivery(), now) ?? aDelivery();
    expect(deliverStep(claimed, now)).toMatchObject({ next: 'wait', seconds: 30 });
  });

  it('is to end as the delivery did, with its reason', () => {
    expect(deliverStep(after(aDelivery(), delivered), now).next).toBe('done');
    const gone = after(aDelivery(), { ...failed, statusCode: 410 });
    expect(deliverStep(told(gone, now) ?? gone, now)).toEqual({
      next: 'undeliverable',
      seconds: 1,
      error: 'receiver_gone',
      cause: 'The receiver answered 410: it wants no more of this',
    });
  });

  it('is to come back while nobody was told that it is undeliverable', () => {
    const gone = after(aDelivery(), { ...failed, statusCode: 410 });
    expect(deliverStep(gone, now)).toMatchObject({ next: 'wait', seconds: 60 });
    expect(told(gone, now)?.dueAt).toBeUndefined();
    expect(told(told(gone, now) ?? gone, now)).toBeUndefined();
  });
});
