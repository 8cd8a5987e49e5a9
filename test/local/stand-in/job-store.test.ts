import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '../../../local/stand-in/job.ts';
import { openJobStore } from '../../../local/stand-in/job-store.ts';

const jobNamed = (requestId: string, prompt = 'x'): Job => ({
  requestId,
  input: { prompt, video_url: 'https://media.example/a.mp4', image_urls: [], elements: [] },
  createdAt: '2026-01-01T00:00:00.000Z',
  queueSeconds: 2,
  runSeconds: 4,
});

describe('the job store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'job-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('finds its jobs and its journal again', async () => {
    const before = await openJobStore(folder);
    await before.accept(jobNamed('one'));
    await before.save({ ...jobNamed('one'), cancelledAt: '2026-01-01T00:00:01.000Z' });
    await before.close();
    const after = await openJobStore(folder);
    expect([...after.jobs.values()]).toEqual([
      { ...jobNamed('one'), cancelledAt: '2026-01-01T00:00:01.000Z' },
    ]);
    expect(await after.journal()).toMatchObject([{ request_id: 'one', at: '2026-01-01T00:00:00.000Z' }]);
    await after.close();
  });

  it('passes over a line that a kill cut off, and goes on behind it', async () => {
    const before = await openJobStore(folder);
    await before.accept(jobNamed('one'));
    await before.close();
    await appendFile(join(folder, 'journal.jsonl'), '{"request_id":"two","at":"2026-');
    const after = await openJobStore(folder);
    await after.accept(jobNamed('three'));
    expect((await after.journal()).map((line) => line.request_id)).toEqual(['one', 'three']);
    await after.close();
    const lines = (await readFile(join(folder, 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
  });

  it('creates the job of a journalled submit that a kill left without one', async () => {
    const before = await openJobStore(folder);
    await before.accept(jobNamed('one'));
    await before.close();
    await rm(join(folder, 'jobs', 'one.json'));
    await appendFile(join(folder, 'jobs', 'one.x.part'), '{"requestId":"o');
    const after = await openJobStore(folder);
    expect(after.jobs.get('one')).toEqual(jobNamed('one'));
    expect(await readdir(join(folder, 'jobs'))).toEqual(['one.json']);
    await after.close();
  });

  it('gives equal inputs equal hashes, whatever the order of their keys', async () => {
    const store = await openJobStore(folder);
    const { input } = jobNamed('one');
    const turned = Object.fromEntries(Object.entries(input).reverse()) as Job['input'];
    await store.accept(jobNamed('one'));
    await store.accept({ ...jobNamed('two'), input: turned });
    await store.accept(jobNamed('three', 'y'));
    const [one, two, three] = (await store.journal()).map((line) => line.input_sha256);
    expect(two).toBe(one);
    expect(three).not.toBe(one);
    await store.close();
  });
});
