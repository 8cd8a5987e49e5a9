import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endsAt, viewOf, type Job } from '../../../local/stand-in/job.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const job: Job = {
  requestId: 'a',
  input: { prompt: 'x', video_url: 'https://media.example/a.mp4', image_urls: [], elements: [] },
  createdAt: new Date(start).toISOString(),
  queueSeconds: 3,
  runSeconds: 4,
};
const succeeded = { status: 'succeeded', video: 'a.mp4', costUsd: 0.84 } as const;

describe('a job', () => {
  it('moves up the queue second by second', () => {
    expect([0, 900, 1000, 2500].map((ms) => viewOf(job, start + ms))).toEqual(
      [3, 3, 2, 1].map((queuePosition) => ({ status: 'in_queue', queuePosition })),
    );
  });

  it('is in progress until its edit is made', () => {
    expect(viewOf(job, start + 3000)).toEqual({ status: 'in_progress' });
    expect(viewOf(job, start + 900_000)).toEqual({ status: 'in_progress' });
  });

  it('shows an edit that was made early only when its running time is over', () => {
    const made = { ...job, ending: { ...succeeded, at: endsAt(job, start + 3500) } };
    expect(viewOf(made, start + 6999).status).toBe('in_progress');
    expect(viewOf(made, start + 7000).status).toBe('succeeded');
  });

  it('runs longer than its running time when the edit takes longer', () => {
    expect(endsAt(job, start + 9000)).toBe(new Date(start + 9000).toISOString());
  });

  it('stays cancelled', () => {
    const cancelled = { ...job, cancelledAt: job.createdAt, ending: { ...succeeded, at: job.createdAt } };
    expect(viewOf(cancelled, start + 60_000)).toEqual({ status: 'cancelled', at: job.createdAt });
  });

  it('never goes back, whenever it is looked at', () => {
    const order = ['in_queue', 'in_progress', 'succeeded'];
    fc.assert(
      fc.property(
        fc.record({ queueSeconds: fc.nat(50), runSeconds: fc.nat(50) }),
        fc.nat(100_000),
        fc.array(fc.nat(200_000), { minLength: 2 }),
        (times, editedAfter, looks) => {
          const timed = { ...job, ...times };
          const ended = { ...timed, ending: { ...succeeded, at: endsAt(timed, start + editedAfter) } };
          const seen = looks
            .sort((a, b) => a - b)
            .map((ms) => order.indexOf(viewOf(ended, start + ms).status));
          expect(seen).toEqual([...seen].sort((a, b) => a - b));
        },
      ),
    );
  });
});
