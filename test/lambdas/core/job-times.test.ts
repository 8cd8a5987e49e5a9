import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  jobPrior,
  learn,
  learnJob,
  meanSeconds,
  medianSeconds,
  remaining,
  type JobTimes,
  type LogTimes,
} from '../../../lambdas/core/job-times.ts';
import { createRandom } from '../../../local/stand-in/faults/random.ts';

const logNormal = (seed: number) => {
  const next = createRandom(seed);
  return (median: number, sigma: number): number =>
    median * Math.exp(sigma * Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next()));
};

const after = (seconds: readonly number[]): LogTimes => {
  const times = seconds.reduce<LogTimes | undefined>((known, each) => learn(known, each), undefined);
  if (times === undefined) throw new Error('nothing was learned');
  return times;
};

const jobs = (count: number, median: number, sigma: number, clipSeconds?: number): JobTimes => {
  const draw = logNormal(7);
  let times: JobTimes = {};
  for (let job = 0; job < count; job += 1)
    times = learnJob(times, { clipSeconds, jobSeconds: draw(median, sigma) });
  return times;
};

describe('the time that jobs take', () => {
  it('is a guess while nothing is known', () => {
    expect(medianSeconds(jobPrior({}))).toBeCloseTo(180, 6);
    expect(meanSeconds(jobPrior({}))).toBeGreaterThan(180);
  });

  it.each([
    [60, 0.2],
    [180, 0.4],
    [600, 0.8],
  ])('of median %d s and spread %d is learned from 400 of them', (median, sigma) => {
    const prior = jobPrior(jobs(400, median, sigma));
    expect(medianSeconds(prior) / median).toBeGreaterThan(0.9);
    expect(medianSeconds(prior) / median).toBeLessThan(1.1);
    expect(prior.sigma / sigma).toBeGreaterThan(0.85);
    expect(prior.sigma / sigma).toBeLessThan(1.15);
  });

  it.each([
    [1, 1 / 50],
    [10, 10 / 50],
    [50, 1],
  ])('counts by how many are known until 50 are: %d', (count, share) => {
    const { mu } = jobPrior({ any: after(Array.from({ length: count }, () => 20)) });
    expect(mu).toBeCloseTo(share * Math.log(20) + (1 - share) * Math.log(180), 6);
  });

  it('is known by the clip’s length, and by all the others until enough of that length are known', () => {
    let times = jobs(100, 300, 0.2, 9.7);
    expect(medianSeconds(jobPrior(times, 10))).toBeCloseTo(medianSeconds(jobPrior(times)), 6);
    times = { ...times, '4': after(Array.from({ length: 60 }, () => 100)) };
    expect(medianSeconds(jobPrior(times, 4.2))).toBeCloseTo(100, 0);
    expect(medianSeconds(jobPrior(times, 5))).toBeGreaterThan(250);
  });

  it('forgets: when jobs take twice as long, half of the way is believed after 140 of them', () => {
    const draw = logNormal(3);
    let times = after(Array.from({ length: 1_000 }, () => draw(100, 0.2)));
    for (let job = 0; job < 140; job += 1) times = learn(times, draw(200, 0.2));
    expect(Math.exp(times.mean)).toBeGreaterThan(135);
  });

  it.each([Number.MIN_VALUE, 0, -5, Infinity, 1e12])('takes %d s for what a job can take', (seconds) => {
    const times = after([180, seconds]);
    expect(Number.isFinite(times.mean) && Number.isFinite(times.variance)).toBe(true);
    expect(Math.exp(times.mean)).toBeLessThan(604_800);
  });
});

/** Copies that take no time to speak of. */
const noTime = { mu: Math.log(1e-3), sigma: 0.05 };

describe('the time that is left', () => {
  it('is told in order and finite, whatever is known and however long it has run', () => {
    const prior = fc.record({
      mu: fc.double({ min: 0, max: 13, noNaN: true }),
      sigma: fc.double({ min: 0.05, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(prior, prior, fc.double({ min: -10, max: 1e6, noNaN: true }), (known, storing, elapsed) => {
        const { p50Seconds, p90Seconds } = remaining(known, storing, elapsed);
        expect(p50Seconds).toBeGreaterThanOrEqual(1);
        expect(p90Seconds).toBeGreaterThanOrEqual(p50Seconds);
        expect(Number.isFinite(p90Seconds)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [60, 0.2],
    [180, 0.4],
    [600, 0.8],
  ])(
    'of jobs of median %d s and spread %d is right half of the time, and nine times of ten',
    (median, sigma) => {
      const prior = jobPrior(jobs(400, median, sigma));
      const draw = logNormal(11);
      const runs = 5_000;
      const askedAt = median / 3;
      let [asked, within50, within90] = [0, 0, 0];
      for (let run = 0; run < runs; run += 1) {
        const seconds = draw(median, sigma);
        // Only of one that still runs is it asked.
        if (seconds <= askedAt) continue;
        const { p50Seconds, p90Seconds } = remaining(prior, noTime, askedAt);
        asked += 1;
        if (seconds - askedAt <= p50Seconds) within50 += 1;
        if (seconds - askedAt <= p90Seconds) within90 += 1;
      }
      expect(within50 / asked).toBeGreaterThan(0.44);
      expect(within50 / asked).toBeLessThan(0.56);
      expect(within90 / asked).toBeGreaterThan(0.86);
      expect(within90 / asked).toBeLessThan(0.94);
    },
  );
});
