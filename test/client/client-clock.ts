import type { Clock } from '../../client/clock.ts';

export interface ClientClock extends Clock {
  /** Every wait so far, in milliseconds. */
  readonly waits: number[];
  /** What is still to be done later, with its milliseconds. */
  readonly pending: ReadonlyMap<() => void, number>;
}

/** Stands still until somebody waits by it, which takes no time. What is to be done later, a test does. */
export const clientClock = (random: () => number = () => 1, start = 1_750_000_000_000): ClientClock => {
  let now = start;
  const waits: number[] = [];
  const pending = new Map<() => void, number>();
  return {
    ...{ waits, pending, random },
    now: () => now,
    wait: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      now += milliseconds;
    },
    later: (milliseconds, action) => {
      pending.set(action, milliseconds);
      return () => pending.delete(action);
    },
  };
};
