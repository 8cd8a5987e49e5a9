import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../../local/stand-in/job.ts';
import { loadOf } from '../../../local/stand-in/load.ts';

const epoch = Date.parse('2026-01-01T00:00:00.000Z');
const iso = (ms: number) => new Date(epoch + ms).toISOString();
const job = (from: number, to?: number, cancelled = false): Job => ({
  requestId: `${from}-${to ?? ''}`,
  input: { prompt: 'x', video_url: 'https://media.example/a.mp4', image_urls: [], elements: [] },
  createdAt: iso(from),
  queueSeconds: 0,
  runSeconds: 0,
  ...(to !== undefined &&
    (cancelled
      ? { cancelledAt: iso(to) }
      : { ending: { status: 'failed' as const, at: iso(to), error: 'x' } })),
});
const load = (jobs: readonly Job[], since: number, now: number) => loadOf(jobs, epoch + since, epoch + now);

describe('the load', () => {
  it.each([
    ['nothing', [], 0, 100, { now: 0, most: 0, average: 0 }],
    ['a job that has not ended', [job(50)], 0, 100, { now: 1, most: 1, average: 0.5 }],
    ['a job that was cancelled', [job(0, 25, true)], 0, 100, { now: 0, most: 1, average: 0.25 }],
    ['an ending that is known before its time', [job(0, 500)], 0, 100, { now: 1, most: 1, average: 1 }],
    ['jobs from before', [job(-100, 50), job(-100, -1)], 0, 100, { now: 0, most: 1, average: 0.5 }],
    ['jobs that overlap', [job(0, 60), job(40, 100)], 0, 100, { now: 0, most: 2, average: 1.2 }],
    ['jobs that relieve each other', [job(0, 50), job(50, 100)], 0, 100, { now: 0, most: 1, average: 1 }],
    ['a peak before the window', [job(0, 10), job(0, 10), job(0)], 20, 100, { now: 1, most: 1, average: 1 }],
    ['a window that opens now', [job(0)], 100, 100, { now: 1, most: 1, average: 1 }],
  ])('of %s', (_, jobs, since, now, expected) => {
    expect(load(jobs, since, now)).toEqual(expected);
  });

  it('is what counting at every moment gives', () => {
    const times = fc.tuple(fc.integer({ min: -20, max: 60 }), fc.option(fc.nat(40), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(times, { maxLength: 12 }), fc.integer({ min: 1, max: 50 }), (list, now) => {
        const jobs = list.map(([from, lasts]) => job(from, lasts === undefined ? undefined : from + lasts));
        const countAt = (moment: number) =>
          list.filter(([from, lasts = Infinity]) => from <= moment && moment < from + lasts).length;
        const counts = Array.from({ length: now }, (_, moment) => countAt(moment));
        const found = load(jobs, 0, now);
        expect(found.now).toBe(countAt(now));
        expect(found.most).toBe(Math.max(...counts, countAt(now)));
        expect(found.average).toBeCloseTo(counts.reduce((sum, count) => sum + count, 0) / now, 9);
      }),
    );
  });
});
