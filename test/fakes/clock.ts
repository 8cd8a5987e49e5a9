import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lambdas/core/ports.ts';

export interface FakeClock extends Clock {
  advance(milliseconds: number): void;
  /** Every pause so far, in milliseconds. */
  readonly slept: number[];
}

/** A clock that stands still until it is advanced; whoever sleeps by it advances it, and lets others have their turn. */
export const fakeClock = (start = 1_750_000_000_000): FakeClock => {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    // Another zero than `now`: a test notices where one is taken for the other.
    monotonic: () => now - start,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
      await setImmediate();
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
};
