import { learnJob, type JobTimes } from '../../lambdas/core/job-times.ts';
import type { Times } from '../../lambdas/core/ports.ts';

export interface FakeTimes extends Times {
  learned: JobTimes;
}

/** What is known of the time that jobs take, in memory. */
export const fakeTimes = (learned: JobTimes = {}): FakeTimes => {
  const fake: FakeTimes = {
    learned,
    read: async () => fake.learned,
    learn: async (job) => {
      fake.learned = learnJob(fake.learned, job);
    },
  };
  return fake;
};
