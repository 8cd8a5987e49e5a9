import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askToCancel } from '../../../lambdas/core/cancelling.ts';
import {
  isEnded,
  withoutNotices,
  type EditRecord,
  type EditStatus,
  type Notice,
} from '../../../lambdas/core/edit.ts';
import { afterLook } from '../../../lambdas/core/looking.ts';
import { lookLimits } from '../../../lambdas/contract/look-limits.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { ResultSeen, StatusSeen, SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { nextRun } from '../../../lambdas/core/recovering.ts';
import { afterSend, enterSend, settleSend } from '../../../lambdas/core/sending.ts';
import { afterResult, completed, notCopied } from '../../../lambdas/core/storing.ts';
import { anEdit } from './an-edit.ts';

interface Step {
  readonly next: string;
  readonly seconds: number;
}
interface Moved {
  readonly record?: EditRecord | undefined;
  readonly step?: Step | undefined;
}
type Move = (record: EditRecord, now: number) => Moved;

const leadsTo: Readonly<Record<EditStatus, readonly EditStatus[]>> = {
  accepted: ['submitting', 'cancelled', 'failed'],
  submitting: ['queued', 'accepted', 'failed', 'uncertain'],
  queued: ['running', 'storing', 'failed', 'cancelled'],
  running: ['storing', 'failed', 'cancelled'],
  storing: ['completed', 'failed', 'cancelled'],
  uncertain: ['queued'],
  completed: [],
  failed: [],
  cancelled: [],
};

const pace = { underWay: 1, limits: lookLimits };
const sender = (now: number) => ({ token: 'sender', now, patience });

const enter: Move = (record, now) => enterSend(record, sender(now));
const settle =
  (verdict: SubmitVerdict): Move =>
  (record, now) => {
    const settled = settleSend(record, verdict, sender(now));
    // A stray job is written down, and nobody goes on from there.
    const ours = settled !== undefined && settled.strayRequestIds === record.strayRequestIds;
    return { record: settled, step: ours ? afterSend(settled, now) : undefined };
  };
const look =
  (seen: StatusSeen): Move =>
  (record, now) =>
    afterLook(record, seen, now, patience, pace);
const read =
  (seen: ResultSeen): Move =>
  (record, now) => {
    const decision = afterResult(record, seen, now, patience);
    return decision.copy === undefined ? decision : { record: completed(record, [], undefined, now) };
  };
const fail =
  (unusable: boolean): Move =>
  (record, now) => {
    const decision = notCopied(record, { unusable, why: 'it broke' }, now, patience);
    return decision.copy === undefined ? decision : {};
  };
const recover =
  (scope: 'late' | 'orphaned'): Move =>
  (record, now) => ({ record: nextRun(record, scope, now, patience) });
const tell: Move = (record, now) => ({
  record: withoutNotices(
    record,
    record.pendingNotices.map(({ id }) => id),
    now,
  ),
});

const requestId = 'r-1';
const moves: readonly (readonly [string, Move])[] = [
  ['enter', enter],
  ['be accepted', settle({ verdict: 'accepted', requestId })],
  ['be refused', settle({ verdict: 'refused', why: 'busy' })],
  ['be refused for a while', settle({ verdict: 'refused', why: 'busy', retryAfterSeconds: 0.3 })],
  ['lack the money', settle({ verdict: 'account', why: 'empty' })],
  ['be rejected', settle({ verdict: 'rejected', message: 'no' })],
  ['hear nothing', settle({ verdict: 'unclear', why: 'silence' })],
  ['see it queued', look({ status: 'queued', queuePosition: 2 })],
  ['see it running', look({ status: 'running' })],
  ['see it finished', look({ status: 'finished' })],
  ['see it cancelled', look({ status: 'cancelled' })],
  ['see it gone', look({ status: 'unknown_request' })],
  ['see nothing', look({ status: 'unreachable', why: '500' })],
  ['read a success', read({ result: 'succeeded', outputs: [{ kind: 'video', url: 'https://x' }] })],
  ['read an empty success', read({ result: 'succeeded', outputs: [] })],
  ['read a failure', read({ result: 'failed', message: 'no' })],
  ['read a cancellation', read({ result: 'cancelled' })],
  ['read that it is not ready', read({ result: 'not_ready' })],
  ['read that it is gone', read({ result: 'unknown_request' })],
  ['read nothing', read({ result: 'unreachable', why: '500' })],
  ['copy in vain', fail(false)],
  ['copy rubbish', fail(true)],
  ['ask to cancel', askToCancel],
  ['pick up what is late', recover('late')],
  ['pick up what is orphaned', recover('orphaned')],
  ['tell', tell],
];

const minute = 60_000;
const lives = fc.array(
  fc.record({
    move: fc.constantFrom(...moves),
    passes: fc.constantFrom(0, 0, 0, 1_500, minute, 10 * minute, 90 * minute, 2 * 24 * 60 * minute),
  }),
  { maxLength: 50 },
);

/** Every notice that the life gives rise to, by id, and the record at its end. */
const live = (
  life: readonly { move: readonly [string, Move]; passes: number }[],
  check: (before: EditRecord, moved: Moved, now: number) => void = () => undefined,
) => {
  const told = new Map<string, Notice>();
  let record = anEdit();
  let now = 0;
  for (const { move, passes } of life) {
    now += passes;
    const moved = move[1](record, now);
    check(record, moved, now);
    record = moved.record ?? record;
    for (const notice of record.pendingNotices) told.set(notice.id, notice);
  }
  return { record, told: [...told.values()] };
};

describe('the life of an edit, whatever happens in whatever order', () => {
  test('fault 32: leads only where a status may lead, with a sequence that rises', () => {
    fc.assert(
      fc.property(lives, (life) => {
        live(life, (before, { record: after }) => {
          if (after === undefined) return;
          expect(after.sequence).toBeGreaterThan(before.sequence);
          expect([before.status, ...leadsTo[before.status]]).toContain(after.status);
        });
      }),
      { numRuns: 3_000 },
    );
  });

  test('is always waited for by whole seconds, and is due once they are over', () => {
    fc.assert(
      fc.property(lives, (life) => {
        live(life, (_before, { record, step }, now) => {
          if (step === undefined) return;
          expect(Number.isInteger(step.seconds)).toBe(true);
          expect(step.seconds).toBeGreaterThanOrEqual(1);
          if (record === undefined || step.next !== 'wait') return;
          const waited = now + step.seconds * 1_000;
          expect(record.dueAt).toBeGreaterThanOrEqual(waited);
          // Not late while a call may stay at the provider's.
          expect(record.dueAt).toBeLessThanOrEqual(waited + lookLimits.lingerSeconds * 1_000);
        });
      }),
      { numRuns: 3_000 },
    );
  });

  test('never falls silent: it is due, or all of its end is told', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { record, told } = live(life);
        const types = told.map(({ type }) => type);
        if (isEnded(record)) {
          const ending = `Edit ${record.status.replace(/^./u, (letter) => letter.toUpperCase())}`;
          expect(types).toContain(ending);
        }
        if (record.status === 'uncertain') expect(types).toContain('Edit Uncertain');
        const resting = isEnded(record) || record.status === 'uncertain';
        expect(record.dueAt !== undefined).toBe(!resting || record.pendingNotices.length > 0);
      }),
      { numRuns: 3_000 },
    );
  });

  test('is told of once for each thing that can be told', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const types = live(life).told.map(({ type }) => type);
        expect(types.filter((type, place) => types.indexOf(type) !== place)).toEqual([]);
        const endings = types.filter((type) => /Completed|Failed|Cancelled/u.test(type));
        expect(endings.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 3_000 },
    );
  });

  test('comes to every status in those lives', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(lives, (life) => {
        live(life, (before) => {
          seen.add(before.status);
        });
      }),
      { numRuns: 5_000, seed: 1 },
    );
    expect([...seen].sort()).toEqual(Object.keys(leadsTo).sort());
  });
});
