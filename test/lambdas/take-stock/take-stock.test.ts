import { describe, expect, it } from '@jest/globals';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { microsOf } from '../../../lambdas/core/spending.ts';
import { takeStock } from '../../../lambdas/take-stock/take-stock.ts';
import { fakeBudget } from '../../fakes/budget.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeMeter } from '../../fakes/meter.ts';
import { noPrice } from '../../fakes/prices.ts';
import { anEdit } from '../core/an-edit.ts';
import { simulatedStage, start } from './simulated-stage.ts';

const zeros = (minutes: number): number[] => new Array<number>(minutes).fill(0);
const taking: SubmitVerdict = { verdict: 'accepted', requestId: 'request-1' };

/** Jobs of so many seconds each, from when they were asked for last. */
const jobs = (seconds: number) => (now: () => number) => {
  let number = 0;
  const begun = new Map<string, number>();
  return {
    submit: () => {
      number += 1;
      begun.set(`request-${number}`, now());
      return { verdict: 'accepted', requestId: `request-${number}` } as const;
    },
    // The fake does not say which is asked for: the oldest ends first.
    status: () => {
      const [oldest] = begun;
      if (oldest === undefined || now() - oldest[1] < seconds * 1_000) return { status: 'running' } as const;
      begun.delete(oldest[0]);
      return { status: 'finished' } as const;
    },
  };
};

describe('a stage whose provider takes nothing', () => {
  it.each<[string, SubmitVerdict]>([
    ['refuses everything', { verdict: 'refused', why: 'the provider answered 503' }],
    ['wants everybody to wait for an hour', { verdict: 'refused', why: '429', retryAfterSeconds: 3_600 }],
    ['has no balance of ours', { verdict: 'account', why: 'no balance' }],
    ['cannot be asked, for a reason of ours', { verdict: 'unsent', why: 'its inputs could not be signed' }],
  ])('fault 79: is seen to stall within five minutes: it %s', async (_what, verdict) => {
    const { pass } = simulatedStage({ edits: 20, answers: () => ({ submit: () => verdict }) });
    const stalled = await pass(5);
    expect(stalled).toEqual([60, 120, 180, 240, 300]);
  });

  it('fault 79: is seen to stall where there is no price to hold against its budget', async () => {
    const { pass } = simulatedStage({
      edits: 3,
      limits: { dailyMicros: microsOf(100) },
      prices: noPrice,
    });
    expect((await pass(5)).at(-1)).toBe(300);
  });

  it('fault 79: is seen to stall where nobody even tries', async () => {
    const { pass } = simulatedStage({ edits: 1, dead: true });
    expect(await pass(6)).toEqual([60, 120, 180, 240, 300, 360]);
  });

  it('fault 79: is seen to stall for as long as nothing is taken any more, and no longer', async () => {
    let broken = false;
    const answers = (now: () => number) => {
      const { submit, status } = jobs(90)(now);
      const refusing = (): SubmitVerdict => ({ verdict: 'account', why: 'no balance' });
      return { status, submit: () => (broken ? refusing() : submit()) };
    };
    const { pass } = simulatedStage({ edits: 60, slots: 2, answers });
    expect(Math.max(...(await pass(6)))).toBeLessThan(60);
    broken = true;
    const stalled = await pass(8);
    expect(stalled.at(-1)).toBeGreaterThanOrEqual(300);
    broken = false;
    expect(Math.max(...(await pass(10)).slice(-4))).toBeLessThan(60);
  });
});

describe('a stage that is well', () => {
  it('fault 79: does not stall with an empty line', async () => {
    expect(await simulatedStage({ edits: 0 }).pass(6)).toEqual(zeros(6));
    expect(await simulatedStage({ edits: 3 }).pass(20)).toEqual(zeros(20));
  });

  it('fault 79: does not stall while all its slots are in use, however long the jobs are', async () => {
    const { pass, meter } = simulatedStage({
      edits: 12,
      slots: 3,
      answers: () => ({ submit: () => taking, status: () => ({ status: 'running' }) }),
    });
    expect(await pass(50)).toEqual(zeros(50));
    expect(meter.last('EditsInFlight')).toBe(3);
    expect(meter.last('EditsWaiting')).toBe(9);
  });

  it('does not seem to stall for long when a slot comes free', async () => {
    const { pass } = simulatedStage({ edits: 40, slots: 4, answers: jobs(600) });
    expect(Math.max(...(await pass(90)))).toBeLessThan(120);
  });

  it('fault 79: does not stall with its budget of the day used up', async () => {
    const { pass, meter } = simulatedStage({
      edits: 10,
      limits: { dailyMicros: microsOf(2) },
      answers: jobs(120),
    });
    expect(await pass(30)).toEqual(zeros(30));
    expect(meter.last('EditsWaiting')).toBe(9);
    expect(meter.last('BudgetUsedPercent')).toBeCloseTo(84);
  });
});

describe('taking stock', () => {
  const editing = Array.from({ length: 5 }, (_, place) =>
    anEdit({ editId: editId(place), createdAt: start }),
  );
  const stage = (given: Partial<FakeDeps> = {}) => {
    const meter = fakeMeter();
    const deps = { ...fakeDeps(editing, { clock: fakeClock(start + 1_000), ...given }), meter };
    return { ...deps, take: takeStock(deps) };
  };
  const broken = async (): Promise<never> => {
    throw new Error('throttled');
  };
  // Some came before it broke off: they are not all.
  const brokenOff = async function* due() {
    yield* editing.slice(0, 2);
    await broken();
  };

  it('measures everything that it could read, and says what it could not', async () => {
    const budget = { ...fakeBudget({ dailyMicros: 5 }), read: broken };
    const { take, meter, log } = stage({ budget });
    expect(await take()).toEqual({ measured: 6, failed: 1 });
    expect(meter.measured.map(({ metric }) => metric)).toEqual([
      'EditsInFlight',
      'EditsWaiting',
      'EditsWaiting',
      'OldestWaitingSeconds',
      'StalledSeconds',
      'AccountPaused',
    ]);
    expect(log.entries).toMatchObject([{ facts: { part: 'books', error: { message: 'throttled' } } }]);
  });

  it.each<[string, (deps: FakeDeps) => Partial<FakeDeps>, string[]]>([
    [
      'the line',
      ({ turns }) => ({ turns: { ...turns, read: broken } }),
      ['EditsInFlight', 'EditsWaiting', 'EditsWaiting', 'OldestWaitingSeconds'],
    ],
    [
      'the edits',
      ({ edits }) => ({ edits: { ...edits, due: brokenOff } }),
      ['EditsInFlight', 'AccountPaused'],
    ],
  ])('measures the rest where %s cannot be read', async (_part, without, measured) => {
    const { take, meter } = stage(without(fakeDeps(editing)));
    await take();
    expect(meter.measured.map(({ metric }) => metric)).toEqual(measured);
  });

  it('fails where nothing at all could be read', async () => {
    const { edits, turns } = fakeDeps();
    const { take, meter } = stage({
      edits: { ...edits, due: brokenOff },
      turns: { ...turns, read: broken },
    });
    await expect(take()).rejects.toThrow('Nothing of the stock could be taken');
    expect(meter.measured).toEqual([]);
  });

  it('counts to a thousand, and takes the line for what is beyond', async () => {
    const many = Array.from({ length: 1_001 }, (_, place) =>
      anEdit({ editId: editId(place), createdAt: start }),
    );
    const { take, meter, turns } = stage({ ...fakeDeps(many), clock: fakeClock(start) });
    turns.line = { ...turns.line, tickets: 5_000, serving: 1_000, holders: { a: start, b: start } };
    await take();
    expect([meter.last('EditsWaiting'), meter.last('EditsInFlight')]).toEqual([4_000, 2]);
    const all = stage({ ...fakeDeps(many.slice(1)), clock: fakeClock(start) });
    await all.take();
    expect(all.meter.last('EditsWaiting')).toBe(1_000);
  });
});
