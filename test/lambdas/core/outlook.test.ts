import { describe, expect, it } from '@jest/globals';
import { learnJob, type JobTimes } from '../../../lambdas/core/job-times.ts';
import { outlookOf } from '../../../lambdas/core/outlook.ts';
import { anEdit } from './an-edit.ts';

const now = 1_750_000_000_000;

const learned = (count: number): JobTimes => {
  let times: JobTimes = {};
  for (let job = 0; job < count; job += 1) {
    times = learnJob(times, {
      jobSeconds: job % 2 === 0 ? 90 : 110,
      storingSeconds: job % 2 === 0 ? 2 : 3,
    });
  }
  return times;
};

const etaOf = (elapsedSeconds: number, times: JobTimes) =>
  outlookOf(anEdit({ status: 'running', requestId: 'r', sentAt: now - elapsedSeconds * 1_000 }), {
    ...{ now, times, slots: 5 },
  }).eta;

describe('the time that an edit still takes', () => {
  it('is that of its job and of its copy, of whatever was learned of both', () => {
    const eta = etaOf(0, learned(60));
    expect(eta?.p50Seconds).toBeGreaterThanOrEqual(101);
    expect(eta?.p50Seconds).toBeLessThanOrEqual(104);
    expect(eta?.p90Seconds).toBeGreaterThan(110);
    expect(eta?.p90Seconds).toBeLessThan(125);
    expect(eta?.overrun).toBeUndefined();
  });

  it('is said to be overrun once it takes longer than nine of ten did, and goes on being told', () => {
    const eta = etaOf(140, learned(60));
    expect(eta).toMatchObject({ overrun: true });
    expect(eta?.p90Seconds).toBeGreaterThan(eta?.p50Seconds ?? NaN);
  });

  it('is never said to be overrun where too few are known to say so', () => {
    expect(etaOf(10_000, learned(20))?.overrun).toBeUndefined();
    expect(etaOf(10_000, {})?.overrun).toBeUndefined();
  });

  it('is that of the copy alone while it is stored', () => {
    const storing = anEdit({ status: 'storing', requestId: 'r', sentAt: now - 100_000, madeAt: now });
    const { eta } = outlookOf(storing, { now, times: learned(60), slots: 5 });
    expect(eta?.p50Seconds).toBeGreaterThanOrEqual(2);
    expect(eta?.p90Seconds).toBeLessThanOrEqual(4);
  });

  it('is that of clips as long as its own, once enough of those are known', () => {
    let times = learned(60);
    for (let job = 0; job < 60; job += 1) times = learnJob(times, { clipSeconds: 10, jobSeconds: 300 });
    const clip = { path: 'video_url', contentType: 'video/mp4', sizeBytes: 1, width: 1, height: 1 };
    const long = anEdit({ status: 'accepted', inputs: [{ ...clip, durationSeconds: 9.8 }] });
    const { eta } = outlookOf(long, { now, times, slots: 5 });
    expect(eta?.p50Seconds).toBeGreaterThan(290);
  });
});
