import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEnded, type EditRecord } from '../../../lambdas/core/edit.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { resolved, type Resolve } from '../../../lambdas/core/resolving.ts';
import { enterSend, settleSend } from '../../../lambdas/core/sending.ts';
import { anEdit, typesOf } from './an-edit.ts';

/** A provider that may start a job without saying so: what a submit does there, and what is heard of it. */
const outcomes: readonly { starts: boolean; heard: 'accepted' | SubmitVerdict }[] = [
  { starts: true, heard: 'accepted' },
  { starts: true, heard: { verdict: 'unclear', why: 'the answer was lost' } },
  { starts: false, heard: { verdict: 'unclear', why: 'it never got there' } },
  { starts: false, heard: { verdict: 'refused', why: 'busy', retryAfterSeconds: 1 } },
  { starts: false, heard: { verdict: 'account', why: 'empty' } },
  { starts: false, heard: { verdict: 'rejected', message: 'no' } },
  { starts: false, heard: { verdict: 'unsent', why: 'late', retryAfterSeconds: 1 } },
  { starts: false, heard: { verdict: 'unfit', message: 'its clip is gone' } },
];

interface World {
  record: EditRecord;
  now: number;
  /** The ids of the jobs that the provider started. */
  readonly jobs: string[];
  /** Those whose id a sender heard, and wrote down. */
  readonly told: string[];
  resubmitted: number;
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

const post = (world: World, { starts, heard }: (typeof outcomes)[number]): SubmitVerdict => {
  const requestId = `job ${world.jobs.length + 1}`;
  if (starts) world.jobs.push(requestId);
  return heard === 'accepted' ? { verdict: 'accepted', requestId } : heard;
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
    entry.verdict = post(world, outcome);
    entry.read = world.record;
  } else {
    const next = settleSend(entry.read, entry.verdict, sender);
    const written = next === undefined || write(world, entry.read, next);
    if (written && entry.verdict.verdict === 'accepted') world.told.push(entry.verdict.requestId);
    if (written && !(next !== undefined && answerLost)) entry.done = true;
    else entry.read = world.record;
  }
};

/** Somebody who looked into the account: adopts the job that is there, or sends again what never was. */
const settle = (world: World, careless: boolean): void => {
  const [job] = world.jobs;
  const resolve: Resolve =
    job !== undefined && !careless ? { action: 'adopt', requestId: job } : { action: 'resubmit' };
  const next = resolved(world.record, resolve, { by: 'owner', now: world.now, leaseSeconds: 130 });
  if (next === undefined) return;
  world.record = next;
  if (resolve.action === 'resubmit') world.resubmitted += 1;
};

const moveArbitrary = fc.record({
  entry: fc.nat({ max: 3 }),
  does: fc.constantFrom('step', 'step', 'step', 'step', 'step', 'die', 'wait', 'wait long', 'settle'),
  outcome: fc.nat({ max: outcomes.length - 1 }),
  answerLost: fc.boolean(),
});
type Move = typeof moveArbitrary extends fc.Arbitrary<infer Moved> ? Moved : never;

const play = (moves: readonly Move[], settling?: 'carefully' | 'carelessly'): World => {
  const world: World = { record: anEdit(), now: 0, jobs: [], told: [], resubmitted: 0 };
  let born = 0;
  const enter = (): Entry => ({ token: `sender ${(born += 1)}`, done: false });
  const entries = [enter(), enter(), enter(), enter()];
  for (const { entry: place, does, outcome, answerLost } of moves) {
    const entry = entries[place];
    const what = outcomes[outcome];
    if (entry === undefined || what === undefined) continue;
    if (does === 'wait') world.now += 2_000;
    else if (does === 'wait long') world.now += 200_000;
    else if (does === 'settle' && place === 0 && settling !== undefined)
      settle(world, settling === 'carelessly');
    else if (does === 'settle') continue;
    else if (does === 'die' || entry.done) entries[place] = enter();
    else step(world, entry, what, answerLost);
  }
  return world;
};

/** One sender after the other, each to its end or its death: what a workflow alone does. */
const oneByOne = (moves: readonly Move[]): readonly Move[] => moves.map((move) => ({ ...move, entry: 0 }));

const isTold = ({ record }: World): boolean =>
  isEnded(record) || record.status === 'uncertain' ? typesOf(record).length > 0 : record.dueAt !== undefined;

const traces = fc.array(moveArbitrary, { maxLength: 60 });
const longTraces = fc.array(moveArbitrary, { minLength: 20, maxLength: 60 });

describe('sending, by whoever enters whenever', () => {
  it.each([
    ['one after the other', oneByOne],
    ['between each other', (moves: readonly Move[]) => moves],
  ])(
    'fault 28: never makes two jobs and never falls silent, in 20,000 traces of senders %s',
    (_how, order) => {
      fc.assert(
        fc.property(traces, (moves) => {
          const world = play(order(moves));
          expect(world.jobs.length).toBeLessThanOrEqual(1);
          expect(isTold(world)).toBe(true);
        }),
        { numRuns: 20_000 },
      );
    },
  );

  it('fault 28: makes one more job for each time somebody sends it again, and no more', () => {
    fc.assert(
      fc.property(traces, (moves) => {
        const world = play(moves, 'carelessly');
        expect(world.jobs.length).toBeLessThanOrEqual(1 + world.resubmitted);
        expect(isTold(world)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('fault 25: knows every job that any sender ever heard of, settled or not', () => {
    fc.assert(
      fc.property(longTraces, fc.constantFrom('carefully', 'carelessly'), (moves, settling) => {
        const { record, told } = play(moves, settling);
        const known = [record.requestId, ...(record.strayRequestIds ?? [])];
        for (const requestId of told) expect(known).toContain(requestId);
      }),
      { numRuns: 10_000 },
    );
  });

  it('comes to every outcome in those traces', () => {
    const seen = new Set<string>();
    let strays = 0;
    fc.assert(
      fc.property(longTraces, (moves) => {
        const { record } = play(moves, 'carelessly');
        seen.add(play(moves).record.status);
        strays += record.strayRequestIds?.length ?? 0;
      }),
      { numRuns: 3_000 },
    );
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(['accepted', 'failed', 'queued', 'submitting', 'uncertain']),
    );
    expect(strays).toBeGreaterThan(0);
  });
});
