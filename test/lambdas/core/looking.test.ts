import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EditRecord, EditStatus } from '../../../lambdas/core/edit.ts';
import { afterLook, beforeLook } from '../../../lambdas/core/looking.ts';
import { nextLook } from '../../../lambdas/core/next-look.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { StatusSeen } from '../../../lambdas/core/provider.ts';
import { seconds } from '../../../lambdas/core/step.ts';
import { anEdit, typesOf } from './an-edit.ts';

const sentAt = 1_000;
const taken = (overrides: Partial<EditRecord> = {}) =>
  anEdit({ status: 'queued', requestId: 'r-1', sentAt, ...overrides });
const hours = (count: number) => sentAt + count * 3_600_000;
const soon = sentAt + 10_000;

describe('a look at the provider', () => {
  it.each<[EditStatus, StatusSeen, EditStatus, string]>([
    ['queued', { status: 'queued', queuePosition: 3 }, 'queued', 'wait'],
    ['queued', { status: 'running' }, 'running', 'wait'],
    ['queued', { status: 'finished' }, 'storing', 'store'],
    ['queued', { status: 'cancelled' }, 'cancelled', 'announce'],
    ['running', { status: 'running', word: 'polishing' }, 'running', 'wait'],
    ['running', { status: 'finished' }, 'storing', 'store'],
    ['running', { status: 'unreachable', why: '500' }, 'running', 'wait'],
    ['running', { status: 'unknown_request' }, 'running', 'wait'],
    ['storing', { status: 'finished' }, 'storing', 'store'],
  ])('at a %s edit that sees %j makes it %s and says %s', (status, seen, after, next) => {
    const { record, step } = afterLook(taken({ status }), seen, soon, patience);
    expect(record?.status).toBe(after);
    expect(step.next).toBe(next);
  });

  it.each<EditStatus>(['completed', 'failed', 'cancelled', 'uncertain'])(
    'leaves a %s edit alone',
    (status) => {
      const record = taken({ status });
      expect(beforeLook(record)).toEqual({ next: 'announce', seconds: 1 });
      expect(afterLook(record, { status: 'running' }, soon, patience)).toEqual({
        step: { next: 'announce', seconds: 1 },
      });
    },
  );

  it('tells the place in the queue, and forgets it when the edit runs', () => {
    const queued = afterLook(taken(), { status: 'queued', queuePosition: 3 }, soon, patience).record;
    expect(queued?.queuePosition).toBe(3);
    expect(afterLook(queued ?? taken(), { status: 'running' }, soon, patience).record).toMatchObject({
      status: 'running',
      queuePosition: undefined,
    });
  });

  it('fault 32: never moves a record back, whatever the provider says in whatever order', () => {
    const rank: readonly EditStatus[] = ['queued', 'running', 'storing'];
    const seen = fc.constantFrom<StatusSeen>(
      { status: 'queued', queuePosition: 1 },
      { status: 'running' },
      { status: 'finished' },
      { status: 'unreachable', why: 'x' },
    );
    fc.assert(
      fc.property(fc.array(seen), (sequence) => {
        let record = taken();
        for (const one of sequence) {
          const next = afterLook(record, one, soon, patience).record ?? record;
          expect(rank.indexOf(next.status)).toBeGreaterThanOrEqual(rank.indexOf(record.status));
          expect(next.sequence).toBe(record.sequence + 1);
          record = next;
        }
      }),
    );
  });

  it('fault 29: waits longer each time it is in vain, at most five minutes, and starts over after an answer', () => {
    let record = taken();
    const gaps: number[] = [];
    for (let time = 0; time < 10; time += 1) {
      const decision = afterLook(record, { status: 'unreachable', why: '500' }, soon, patience);
      gaps.push(decision.step.seconds);
      record = decision.record ?? record;
    }
    expect(gaps).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(afterLook(record, { status: 'running' }, soon, patience).step.seconds).toBe(2);
  });

  it('fault 30: believes only after several looks that the provider lost its request, and names it', () => {
    let record = taken();
    for (let time = 1; time < patience.unknownRequests; time += 1) {
      record = afterLook(record, { status: 'unknown_request' }, soon, patience).record ?? record;
      expect(record.status).toBe('queued');
    }
    const { record: lost } = afterLook(record, { status: 'unknown_request' }, soon, patience);
    expect(lost).toMatchObject({ status: 'failed', error: { code: 'unknown_at_provider', billable: true } });
    expect(lost?.error?.message).toContain('r-1');
  });

  it('fault 33: tells once that an edit is overdue, and looks on until the provider drops the result', () => {
    const first = afterLook(taken(), { status: 'running' }, hours(1.1), patience).record ?? taken();
    expect(typesOf(first)).toEqual(['Edit Overdue']);
    const second = afterLook(first, { status: 'running' }, hours(50), patience);
    expect(second.record?.overdueAt).toBe(hours(1.1));
    expect(second.record && typesOf(second.record)).toEqual(['Edit Overdue']);
    expect(second.step.next).toBe('wait');
    const last = afterLook(first, { status: 'running' }, hours(7 * 24 + 1), patience);
    expect(last.record).toMatchObject({ status: 'failed', error: { code: 'result_expired' } });
    expect(last.step.next).toBe('announce');
  });

  it('fault 34: still stores what finished late, marked as overdue', () => {
    const { record, step } = afterLook(taken(), { status: 'finished' }, hours(30), patience);
    expect(step.next).toBe('store');
    expect(record).toMatchObject({ status: 'storing', overdueAt: hours(30) });
  });

  it('reads the result where the provider says cancelled of what it said was finished', () => {
    const decision = afterLook(taken({ status: 'storing' }), { status: 'cancelled' }, soon, patience);
    expect(decision).toEqual({ step: { next: 'store', seconds: 1 } });
  });

  it('fetches what finished however late', () => {
    expect(afterLook(taken(), { status: 'finished' }, hours(24 * 8), patience).step.next).toBe('store');
  });

  it.each<[string, StatusSeen]>([
    ['that goes on', { status: 'running' }],
    ['in vain', { status: 'unreachable', why: '503' }],
  ])(
    'fault 36: stays far below the events that an execution may have, in seven days of looking %s',
    (_how, seen) => {
      const eventsOfAPass = 9;
      let record = taken();
      let now = sentAt;
      let looks = 0;
      for (;;) {
        const decision = afterLook(record, seen, now, patience);
        if (decision.step.next !== 'wait') break;
        record = decision.record ?? record;
        now += decision.step.seconds * 1_000;
        looks += 1;
      }
      expect(now - sentAt).toBeGreaterThan(7 * 24 * 3_600_000);
      expect(looks * eventsOfAPass).toBeLessThan(10_000);
    },
  );
});

describe('the gap to the next look', () => {
  it('is a whole number of seconds from 2 to 60, and to an hour once overdue', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.boolean(), (elapsedSeconds, overdue) => {
        const gap = nextLook({ elapsedSeconds, overdue });
        expect(Number.isInteger(gap)).toBe(true);
        expect(gap).toBeGreaterThanOrEqual(2);
        expect(gap).toBeLessThanOrEqual(overdue ? 3_600 : 60);
      }),
    );
  });

  it('is what Step Functions can wait for, whatever it is made from', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const wait = seconds(value);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(wait).toBeLessThanOrEqual(99_999_999);
      }),
    );
  });
});
