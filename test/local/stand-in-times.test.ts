import { describe, expect, it } from '@jest/globals';
import { jobPrior, learn, medianSeconds } from '../../lambdas/core/job-times.ts';
import { standInTimes } from '../../local/stand-in-times.ts';
import { fakeTimes } from '../fakes/times.ts';

const median = async (times: { read: () => Promise<Parameters<typeof jobPrior>[0]> }) =>
  medianSeconds(jobPrior(await times.read()));

describe('the times of the stand-in inside the edition', () => {
  it('are what it was told, until enough of its jobs are known', async () => {
    const kept = fakeTimes();
    const times = standInTimes(kept, 6);
    expect(await median(times)).toBeCloseTo(6, 6);
    for (let job = 0; job < 49; job += 1) await times.learn({ jobSeconds: 20 });
    expect(await median(times)).toBeCloseTo(6, 6);
    await times.learn({ jobSeconds: 20 });
    expect(await median(times)).toBeCloseTo(20, 6);
    expect(kept.learned['any']).toEqual(
      Array.from({ length: 50 }).reduce<ReturnType<typeof learn> | undefined>(
        (any) => learn(any, 20),
        undefined,
      ),
    );
  });
});
