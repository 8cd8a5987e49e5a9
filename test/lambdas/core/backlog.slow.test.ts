import { describe, expect, it } from '@jest/globals';
import { drain, type Backlog } from './backlog.ts';

/** Wait, Send and its choice. */
const transitionsPerPass = 3;

const usual: Backlog = {
  edits: 10_000,
  slots: 5,
  medianSeconds: 180,
  sigma: 0.4,
  typicalSeconds: 195,
  seed: 1,
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** By how many places somebody was overtaken at most. */
const worstOvertaking = (order: readonly number[]): number => {
  let furthest = 0;
  let worst = 0;
  for (const ticket of order) {
    worst = Math.max(worst, furthest - ticket);
    furthest = Math.max(furthest, ticket);
  }
  return worst;
};

describe('a backlog in front of few slots', () => {
  it('fault 36: of 10,000 edits drains in order, at most 30 transitions each, and leaves no slot idle', () => {
    const { order, passes, most, average } = drain(usual);
    expect(order).toHaveLength(10_000);
    expect(most).toBe(5);
    expect(average).toBeGreaterThan(4.75);
    expect(mean(passes) * transitionsPerPass).toBeLessThan(22);
    expect((passes.at(-1) ?? NaN) * transitionsPerPass).toBeLessThanOrEqual(30);
    expect(worstOvertaking(order)).toBeLessThan(20);
  });

  it.each<[string, Partial<Backlog>, number]>([
    ['of jobs whose length varies much', { edits: 500, sigma: 0.8 }, 4.5],
    ['with many slots', { edits: 1_000, slots: 50 }, 47],
    ['with a single slot', { edits: 100, slots: 1 }, 0.6],
    ['of short jobs', { edits: 500, medianSeconds: 6, sigma: 0.2, typicalSeconds: 6 }, 4.5],
    ['of which nothing is known yet', { edits: 500, typicalSeconds: 215, typicalIsGuess: true }, 4.5],
    [
      'of which a guess is wrong by far',
      { edits: 1_000, medianSeconds: 10, sigma: 0.1, typicalSeconds: 215, typicalIsGuess: true },
      4.5,
    ],
    ['that is half cancelled', { edits: 1_000, cancelled: true }, 3],
  ])('%s is served all the same', (_of, change, busy) => {
    for (const seed of [1, 2, 3]) {
      const backlog = { ...usual, ...change, seed };
      const { order, passes, most, average } = drain(backlog);
      expect(order.length).toBeGreaterThanOrEqual(backlog.edits / 2);
      expect(most).toBe(backlog.slots);
      expect(average).toBeGreaterThan(busy);
      expect(mean(passes)).toBeLessThan(12);
    }
  });
});
