import { learn, type JobTimes } from '../lambdas/core/job-times.ts';
import type { Times } from '../lambdas/core/ports.ts';

/** As many as it takes for what is known of them to be believed. */
const known = 50;

/**
 * The stand-in inside this process says itself how long it takes: what would be guessed of the provider is many times as
 * much, and nobody should be told to come back in a minute for what takes seconds.
 * @param jobSeconds how long a job waits and runs at least
 */
export const standInTimes = (times: Times, jobSeconds: number): Times => {
  let any = learn(undefined, jobSeconds);
  while (any.count < known) any = learn(any, jobSeconds);
  return {
    read: async (): Promise<JobTimes> => {
      const learned = await times.read();
      return (learned['any']?.count ?? 0) < known ? { any } : learned;
    },
    learn: async (job) => times.learn(job),
  };
};
