import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lookLimits } from '../../../lambdas/contract/look-limits.ts';
import { nothingInVain, type EditRecord, type EditStatus } from '../../../lambdas/core/edit.ts';
import { afterLook, beforeLook } from '../../../lambdas/core/looking.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { StatusSeen } from '../../../lambdas/core/provider.ts';
import { seconds } from '../../../lambdas/core/step.ts';
import { anEdit, typesOf } from './an-edit.ts';

const look = (record: EditRecord, seen: StatusSeen, now: number) =>
  afterLook(record, seen, now, patience, { underWay: 1, limits: { ...lookLimits, lingerSeconds: 0 } });
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
    const { record, step } = look(taken({ status }), seen, soon);
    expect(record?.status).toBe(after);
    expect(step.next).toBe(next);
  });

  it.each<EditStatus>(['completed', 'failed', 'cancelled', 'uncertain'])(
    'leaves a %s edit alone',
    (status) => {
      const record = taken({ status });
      expect(beforeLook(record)).toEqual({ next: 'announce', seconds: 1 });
      expect(look(record, { status: 'running' }, soon)).toEqual({
        step: { next: 'announce', seconds: 1 },
      });
    },
  );

  it('tells the place in the queue, and forgets it when the edit runs', () => {
    const queued = look(taken(), { status: 'queued', queuePosition: 3 }, soon).record;
    expect(queued?.queuePosition).toBe(3);
    expect(look(queued ?? taken(), { status: 'running' }, soon).record).toMatchObject({
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
          const next = look(record, one, soon).record ?? record;
          expect(rank.indexOf(next.status)).toBeGreaterThanOrEqual(rank.indexOf(record.status));
          expect(next.sequence).toBeLessThanOrEqual(record.sequence + 1);
          record = next;
        }
      }),
    );
  });

  it('fault 29: waits longer each time it is in vain, at most five minutes, and starts over after an answer', () => {
    let record = taken();
    const gaps: number[] = [];
    for (let time = 0; time < 10; time += 1) {
      const decision = look(record, { status: 'unreachable', why: '500' }, soon);
      gaps.push(decision.step.seconds);
      record = decision.record ?? record;
    }
    expect(gaps).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(look(record, { status: 'running' }, soon).step.seconds).toBe(9);
  });

  it('fault 30: believes only after several looks that the provider lost its request, and names it', () => {
    let record = taken();
    for (let time = 1; time < patience.unknownRequests; time += 1) {
      record = look(record, { status: 'unknown_request' }, soon).record ?? record;
      expect(record.status).toBe('queued');
    }
    const { record: lost } = look(record, { status: 'unknown_request' }, soon);
    expect(lost).toMatchObject({ status: 'failed', error: { code: 'unknown_at_provider', billable: true } });
    expect(lost?.error?.message).toContain('r-1');
  });

  it('fault 33: tells once that an edit is overdue, and looks on until the provider drops the result', () => {
    const first = look(taken(), { status: 'running' }, hours(1.1)).record ?? taken();
    expect(typesOf(first)).toEqual(['Edit Overdue']);
    const second = look(first, { status: 'running' }, hours(50));
    expect(second.record?.overdueAt).toBe(hours(1.1));
    expect(second.record && typesOf(second.record)).toEqual(['Edit Overdue']);
    expect(second.step.next).toBe('wait');
    const last = look(first, { status: 'running' }, hours(7 * 24 + 1));
    expect(last.record).toMatchObject({ status: 'failed', error: { code: 'result_expired' } });
    expect(last.step.next).toBe('announce');
  });

  it('fault 34: still stores what finished late, marked as overdue', () => {
    const { record, step } = look(taken(), { status: 'finished' }, hours(30));
    expect(step.next).toBe('store');
    expect(record).toMatchObject({ status: 'storing', overdueAt: hours(30) });
  });

  it('reads the result where the provider says cancelled of what it said was finished', () => {
    const decision = look(taken({ status: 'storing' }), { status: 'cancelled' }, soon);
    expect(decision).toEqual({ step: { next: 'store', seconds: 1 } });
  });

  it('fetches what finished however late', () => {
    expect(look(taken(), { status: 'finished' }, hours(24 * 8)).step.next).toBe('store');
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
        const decision = look(record, seen, now);
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

describe('an answer that changes nothing', () => {
  const pace = { underWay: 1, limits: lookLimits };
  const seen: StatusSeen = { status: 'running' };

  it('is written once for as long as a call stays, and then only when it would be late otherwise', () => {
    const first = afterLook(taken(), seen, soon, patience, pace);
    expect(first.linger).toBeDefined();
    expect(first.record?.dueAt).toBeGreaterThan(soon + lookLimits.lingerSeconds * 1_000);
    const running = first.record ?? taken();
    expect(afterLook(running, seen, soon + 5_000, patience, pace).record).toBeUndefined();
    const late = (running.dueAt ?? 0) - 500;
    expect(afterLook(running, seen, late, patience, pace).record?.dueAt).toBeGreaterThan(late);
  });

  it.each<[string, Partial<EditRecord>, StatusSeen]>([
    ['runs', { status: 'queued' }, { status: 'running' }],
    ['moves up', { status: 'queued', queuePosition: 3 }, { status: 'queued', queuePosition: 2 }],
    ['is reached again', { vain: { ...nothingInVain, unreachable: 2 } }, { status: 'running' }],
  ])('is none where the edit %s', (_how, overrides, then) => {
    const record = taken({ status: 'running', dueAt: soon + 900_000, ...overrides });
    expect(afterLook(record, then, soon, patience, pace).record?.sequence).toBe(record.sequence + 1);
  });
});

describe('a wait', () => {
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
