import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../local/stand-in/faults/random.ts';
import { arrivals, dayShape } from '../../tools/load/arrivals.ts';
import { summaryOf } from '../../tools/load/summary.ts';

describe('the arrivals of a load', () => {
  it('are as many as the day has, five times as many at its peak', () => {
    const times = arrivals(dayShape(864_000, 5, 600), createRandom(1));
    const within = (from: number, to: number) => times.filter((at) => at >= from && at < to).length;
    // Of a Poisson process: within four deviations.
    expect(Math.abs(within(0, 600) - 6_000)).toBeLessThan(4 * Math.sqrt(6_000));
    expect(Math.abs(within(600, 1_200) - 30_000)).toBeLessThan(4 * Math.sqrt(30_000));
    expect(Math.abs(within(1_200, 1_800) - 6_000)).toBeLessThan(4 * Math.sqrt(6_000));
    expect(within(0, 1_800)).toBe(times.length);
  });

  it('are as irregular as those of callers who know nothing of each other, and the same for a seed', () => {
    const times = arrivals([{ seconds: 10_000, perSecond: 1 }], createRandom(2));
    const gaps = times.slice(1).map((at, place) => at - (times[place] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
    expect(arrivals([{ seconds: 10_000, perSecond: 1 }], createRandom(2))).toEqual(times);
  });
});

describe('the summary of a load', () => {
  it('counts what was asked for, what completed, and what was refused', () => {
    const summary = summaryOf({
      followed: [{ submitMs: 100, readMs: [10, 30] }],
      errors: ['an edit was refused: 503'],
      seconds: 10,
      rssBytes: 150_000_000,
    });
    expect(summary).toMatchObject({ submitted: 2, completed: 0, refused: 1, rssMegabytes: 150 });
    expect(summary.readMs).toEqual({ p50: 20, p99: 29.8, most: 30 });
    expect(summary.inLineSeconds.p50).toBeNaN();
  });
});
