import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { startStandIn, type StandIn, type StandInProps } from '../../../local/stand-in/stand-in.ts';
import { createSubmitBook } from '../../../local/stand-in/submits.ts';
import { callerOf, eventually, token } from './caller.ts';

const input = (prompt = 'x') => ({
  prompt,
  video_url: 'http://127.0.0.1:9/clip.mp4',
  image_urls: [],
  elements: [],
});

let folder: string;
let standIn: StandIn;
let at: ReturnType<typeof callerOf>;
const start = async (more: Partial<StandInProps> = {}) => {
  standIn = await startStandIn({ port: 0, dataFolder: folder, queueSeconds: 600, token, ...more });
  at = callerOf(standIn.url);
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'books-'));
  await start();
});
afterEach(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

describe('the book of submits', () => {
  it('has every submit that was read, and what became of it', async () => {
    const taken = await at.submit(input('taken'));
    await at.post({ ...input('refused'), image_urls: 1 });
    await at.post('{"prompt');
    await at.post(input('a wrong token'), { token: 'another' });
    await at.faults([{ on: 'submit', do: { kind: 'answer', status: 500, body: {} } }]);
    await at.post(input('befallen'));
    const answered = { at: expect.any(String), answered: true, answered_at: expect.any(String) };
    await eventually(async () => {
      expect(await at.submits()).toEqual([
        { ...answered, prompt: 'taken', request_id: taken },
        { ...answered, prompt: 'refused' },
        answered,
        { ...answered, prompt: 'befallen', befell: 'answer' },
      ]);
    });
  });

  it.each([
    ['hang-up', { kind: 'hang-up', when: 'after' }],
    ['break', { kind: 'break', afterBytes: 20 }],
    ['alter', { kind: 'alter', headers: { 'content-length': 'none' } }],
  ])('has a job that its caller never heard of: %s', async (kind, todo) => {
    await at.faults([{ on: 'submit', do: todo }]);
    await expect(at.submit(input())).rejects.toThrow();
    expect(await at.submits()).toMatchObject([
      { request_id: expect.any(String), befell: kind, answered: kind === 'alter' },
    ]);
  });

  it('does not take a caller for answered who went before the answer', async () => {
    await at.faults([{ on: 'submit', do: { kind: 'delay', seconds: 3600 } }]);
    const caller = new AbortController();
    const call = request(`${standIn.url}/v1/models/kling/kling-video-o1/video-to-video/edit`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input()),
      signal: caller.signal,
    });
    await eventually(async () => {
      expect(await at.journal()).toHaveLength(1);
    });
    caller.abort();
    await expect(call).rejects.toThrow();
    // Of the same kind, and answered: what would have been written about the first one is written by now.
    await at.faults([]);
    await at.submit(input());
    await eventually(async () => {
      expect((await at.submits()).map(({ answered }) => answered)).toEqual([false, true]);
    });
  });

  it('keeps the newest', () => {
    const book = createSubmitBook(2);
    for (const prompt of ['a', 'b', 'c']) book.open(prompt);
    expect(book.list().map(({ prompt }) => prompt)).toEqual(['b', 'c']);
  });
});

describe('the load', () => {
  const load = async () => (await at.call('/control/load')).body;

  it('is what is queued or running, the most there was, and the average', async () => {
    expect(await load()).toEqual({ now: 0, most: 0, average: 0 });
    const id = await at.submit(input());
    await at.submit(input());
    expect(await load()).toMatchObject({ now: 2, most: 2 });
    await at.cancel(id);
    const { now, most, average } = await load();
    expect([now, most]).toEqual([1, 2]);
    expect(average).toBeGreaterThan(0);
    expect(average).toBeLessThan(2);
    expect((await at.call('/control/load', { method: 'DELETE' })).status).toBe(204);
    expect(await load()).toEqual({ now: 1, most: 1, average: 1 });
  });
});

describe('the wallet', () => {
  const balance = async () => (await at.call('/prod/v2/balance')).body['balance_usd'];

  it.each([0, -3.5])('takes no job at a balance of %d, and goes on after a top-up', async (usd) => {
    expect(await balance()).toBe(100_000);
    expect((await at.put('/control/balance', { balance_usd: usd })).body).toEqual({ balance_usd: usd });
    expect(await balance()).toBe(usd);
    expect(await at.post(input())).toMatchObject({
      status: 400,
      body: { error_code: 400002, error_message: expect.any(String) },
    });
    expect(await at.journal()).toEqual([]);
    expect((await at.call('/control/jobs')).body).toEqual([]);
    await at.put('/control/balance', { balance_usd: 0.000001 });
    await at.submit(input());
    expect(await at.journal()).toHaveLength(1);
  });

  it('is kept through a restart, which can begin with another one', async () => {
    await at.put('/control/balance', { balance_usd: 1.25 });
    await standIn.close();
    await start();
    expect(await balance()).toBe(1.25);
    await standIn.close();
    await start({ balanceUsd: 0 });
    expect(await at.post(input())).toMatchObject({ body: { error_code: 400002 } });
    await standIn.close();
    await start();
    expect(await balance()).toBe(0);
  });

  it.each(['1', null, 1e10])('refuses what is no amount: %j', async (amount) => {
    expect(await at.put('/control/balance', { balance_usd: amount })).toMatchObject({
      status: 422,
      body: { error_message: expect.stringContaining('balance_usd') },
    });
    expect(await balance()).toBe(100_000);
  });
});

describe('the limit', () => {
  const submitting = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, () => at.post(input())));
    return answers.filter(({ status }) => status === 200).map(({ body }) => String(body['request_id']));
  };

  it('holds when submits come together, and lets one in when one leaves', async () => {
    await at.put('/control/limit', { jobs: 3 });
    const [first = '', ...others] = await submitting(20);
    expect(others).toHaveLength(2);
    expect(await at.journal()).toHaveLength(3);
    await at.cancel(first);
    expect(await submitting(5)).toHaveLength(1);
    await at.put('/control/limit', { jobs: null });
    expect(await submitting(5)).toHaveLength(5);
  });

  it('counts the jobs of before, and is given up by no refused submit', async () => {
    await at.submit(input());
    await standIn.close();
    await start({ jobLimit: 2 });
    await at.post({ ...input(), image_urls: 1 });
    expect(await submitting(3)).toHaveLength(1);
    expect((await at.call('/control/load')).body).toMatchObject({ now: 2, most: 2 });
  });

  it.each([
    [{ jobs: 0 }, undefined],
    [{ jobs: 0, retry_after: 7 }, '7'],
  ])('answers 429: %j', async (limit, retryAfter) => {
    expect((await at.put('/control/limit', limit)).body).toEqual(limit);
    const { statusCode, headers, body } = await request(
      `${standIn.url}/v1/models/kling/kling-video-o1/video-to-video/edit`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(input()),
      },
    );
    expect([statusCode, headers['retry-after']]).toEqual([429, retryAfter]);
    expect(await body.json()).toEqual({ error_code: 429000, error_message: expect.any(String) });
  });

  it.each([
    [{}, 'jobs'],
    [{ jobs: -1 }, 'jobs'],
    [{ jobs: 1, retry_after: 0.5 }, 'retry_after'],
    [{ jobs: 1, most: 2 }, 'most'],
  ])('refuses %j', async (limit, field) => {
    expect(await at.put('/control/limit', limit)).toMatchObject({
      status: 422,
      body: { error_message: expect.stringContaining(field) },
    });
  });
});
