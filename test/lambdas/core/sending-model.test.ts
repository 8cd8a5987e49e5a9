import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEnded, type EditRecord } from '../../../lambdas/core/edit.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { SubmitVerdict } from '../../../lambdas/core/ports.ts';
import { enterSend, settleSend } from '../../../lambdas/core/sending.ts';
import { anEdit, typesOf } from './an-edit.ts';

/** A provider that may start a job without saying so: what a submit does there, and what is heard of it. */
const outcomes: readonly { starts: boolean; verdict: SubmitVerdict }[] = [
  { starts: true, verdict: { verdict: 'accepted', requestId: 'r' } },
  { starts: true, verdict: { verdict: 'unclear', why: 'the answer was lost' } },
  { starts: false, verdict: { verdict: 'unclear', why: 'it never got there' } },
  { starts: false, verdict: { verdict: 'refused', why: 'busy', retryAfterSeconds: 1 } },
  { starts: false, verdict: { verdict: 'account', why: 'empty' } },
  { starts: false, verdict: { verdict: 'rejected', message: 'no' } },
];

interface World {
  record: EditRecord;
  now: number;
  jobs: number;
}

/** One entry into Send, taken step by step so that others come in between; it may stop for good at any step. */
interface Entry {
  readonly token: string;
  read?: EditRecord;
  posting?: boolean;
  verdict?: SubmitVerdict;
  done: boolean;
}

// Written only where nothing changed since it was read, as the table does it.
const write = (world: World, read: EditRecord, next: EditRecord): boolean => {
  if (world.record.sequence !== read.sequence) return false;
  world.record = next;
  return true;
};

const step = (world: World, entry: Entry, outcome: (typeof outcomes)[number], answerLost: boolean): void => {
  const sender = { token: entry.token, now: world.now, patience };
  if (entry.read === undefined) {
    entry.read = world.record;
  } else if (entry.posting === undefined) {
    const decision = enterSend(entry.read, sender);
    const written = decision.record === undefined || write(world, entry.read, decision.record);
    if (!written || (decision.record !== undefined && answerLost)) delete entry.read;
    else if (decision.post) entry.posting = true;
    else entry.done = true;
  } else if (entry.verdict === undefined) {
    if (outcome.starts) world.jobs += 1;
    entry.verdict = outcome.verdict;
    entry.read = world.record;
  } else {
    const next = settleSend(entry.read, entry.verdict, sender);
    if (next === undefined || (write(world, entry.read, next) && !answerLost)) entry.done = true;
    else entry.read = world.record;
  }
};

const moveArbitrary = fc.record({
  entry: fc.nat({ max: 3 }),
  does: fc.constantFrom('step', 'step', 'step', 'step', 'die', 'wait', 'wait long'),
  outcome: fc.nat({ max: outcomes.length - 1 }),
  answerLost: fc.boolean(),
});

const play = (
  moves: readonly (typeof moveArbitrary extends fc.Arbitrary<infer Move> ? Move : never)[],
): World => {
  const world: World = { record: anEdit(), now: 0, jobs: 0 };
  let born = 0;
  const enter = (): Entry => ({ token: `sender ${(born += 1)}`, done: false });
  const entries = [enter(), enter(), enter(), enter()];
  for (const { entry: place, does, outcome, answerLost } of moves) {
    const entry = entries[place];
    const what = outcomes[outcome];
    if (entry === undefined || what === undefined) continue;
    if (does === 'wait') world.now += 2_000;
    else if (does === 'wait long') world.now += 200_000;
    else if (does === 'die' || entry.done) entries[place] = enter();
    else step(world, entry, what, answerLost);
  }
  return world;
};

const isTold = ({ record }: World): boolean =>
  isEnded(record) || record.status === 'uncertain' ? typesOf(record).length > 0 : record.dueAt !== undefined;

describe('sending, by whoever enters whenever', () => {
  it('fault 28: never makes two jobs and never falls silent', () => {
    fc.assert(
      fc.property(fc.array(moveArbitrary, { maxLength: 60 }), (moves) => {
        const world = play(moves);
        expect(world.jobs).toBeLessThanOrEqual(1);
        expect(isTold(world)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  it('comes to every outcome in those traces', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(moveArbitrary, { minLength: 20, maxLength: 60 }), (moves) => {
        seen.add(play(moves).record.status);
      }),
      { numRuns: 3_000 },
    );
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(['accepted', 'failed', 'queued', 'submitting', 'uncertain']),
    );
  });
});
