import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { startStandIn, type StandIn } from '../../../local/stand-in/stand-in.ts';
import { callerOf, token } from './caller.ts';
import { startFileServer, type FileServer } from './file-server.ts';
import { makeClip } from './media.ts';

jest.setTimeout(60_000);

let folder: string;
let files: FileServer;
let quick: StandIn;
let slow: StandIn;
let at: ReturnType<typeof callerOf>;
let queued: ReturnType<typeof callerOf>;
const input = (name: string, more: object = {}) => ({
  prompt: 'A neon city',
  video_url: `${files.url}${name}`,
  image_urls: [],
  elements: [],
  ...more,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'protocol-'));
  files = await startFileServer({
    '/clip.mp4': makeClip(join(folder, 'clip.mp4'), 'testsrc2=s=720x720:r=24:d=3'),
    '/small.mp4': makeClip(join(folder, 'small.mp4'), 'color=red:s=640x360:r=24:d=3'),
  });
  quick = await startStandIn({
    port: 0,
    dataFolder: join(folder, 'quick'),
    queueSeconds: 0,
    runSeconds: 0,
    token,
  });
  slow = await startStandIn({
    port: 0,
    dataFolder: join(folder, 'slow'),
    queueSeconds: 600,
    runSeconds: 0,
    token,
  });
  [at, queued] = [callerOf(quick.url), callerOf(slow.url)];
});
afterAll(async () => {
  await quick.close();
  await slow.close();
  await files.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => at.faults([]));

describe('a submit', () => {
  it('answers the four things the provider answers', async () => {
    const { status, body } = await queued.post(input('/clip.mp4'));
    const id = String(body['request_id']);
    expect(id).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        request_id: id,
        status_url: `${slow.url}/v1/requests/${id}/status`,
        result_url: `${slow.url}/v1/requests/${id}/result`,
        cancel_url: `${slow.url}/v1/requests/${id}/cancel`,
      },
    });
  });

  it.each([
    ['a wrong token', () => queued.post(input('/clip.mp4'), { token: 'another' }), 400, 400004],
    ['another model', () => queued.call('/v1/models/kling/other', { method: 'POST', body: {} }), 400, 400001],
    ['a body that is not JSON', () => queued.post('{"prompt'), 400, 400000],
    ['a body that is no object', () => queued.post([]), 422, 422001],
    ['an input against the limits', () => queued.post(input('/clip.avi')), 422, 422001],
  ])('is refused with %s, and not journalled', async (_, ask, status, code) => {
    const before = (await queued.journal()).length;
    expect(await ask()).toMatchObject({
      status,
      body: { error_code: code, error_message: expect.any(String) },
    });
    expect(await queued.journal()).toHaveLength(before);
  });
});

describe('a queued job', () => {
  it('shows its place, is cancelled once, and stays cancelled', async () => {
    const id = await queued.submit(input('/clip.mp4'));
    const { body } = await queued.call(`/v1/requests/${id}/status`);
    expect(body).toMatchObject({ request_id: id, status: 'in_queue', queue_position: 600 });
    expect(await queued.result(id)).toEqual({
      request_id: id,
      status: 'in_queue',
      created_at: expect.any(String),
    });
    expect(await queued.cancel(id)).toEqual({
      status: 202,
      body: { request_id: id, status: 'cancelled', outcome: 'cancelled' },
    });
    expect((await queued.cancel(id)).body['outcome']).toBe('not_cancellable');
    expect(await queued.status(id)).toBe('cancelled');
    expect(await queued.result(id)).toMatchObject({ status: 'cancelled', finished_at: expect.any(String) });
    expect(files.asked).toEqual([]);
  });
});

describe('a job that ran', () => {
  let id: string;
  let video: string;
  const fetched = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    request(video, { method, headers });

  beforeAll(async () => {
    const balance = await at.call('/prod/v2/balance');
    id = await at.submit(input('/clip.mp4'));
    await at.until(id, 'completed');
    const result = await at.result(id);
    video = (result['output'] as { video: string }).video;
    expect((await at.call('/prod/v2/balance')).body['balance_usd']).toBeCloseTo(
      Number(balance.body['balance_usd']) - 0.504,
      6,
    );
  });

  it('has its video on the stand-in itself, under a URL that must not be decoded', async () => {
    expect(await at.result(id, '?include_cost=true')).toEqual({
      request_id: id,
      status: 'succeeded',
      output: { video, videos: [video] },
      created_at: expect.any(String),
      finished_at: expect.any(String),
      cost: 0.504,
    });
    expect(await at.result(id)).not.toHaveProperty('cost');
    expect(video).toMatch(new RegExp(`^${quick.url}/[^/]+%3D/[^/]+%3D/output/[^/]+_output\\.mp4$`));
    expect((await request(decodeURIComponent(video))).statusCode).toBe(404);
    expect((await at.cancel(id)).body).toEqual({
      request_id: id,
      status: 'completed',
      outcome: 'not_cancellable',
    });
  });

  it('serves the video whole and in parts', async () => {
    const whole = await fetched();
    const bytes = Buffer.from(await whole.body.arrayBuffer());
    const etag = String(whole.headers['etag']);
    expect(whole).toMatchObject({ statusCode: 200 });
    expect(whole.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(bytes.length),
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[0-9a-f]+"$/),
    });
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
    const part = async (headers: Record<string, string>) => {
      const answer = await fetched(headers);
      return [
        answer.statusCode,
        answer.headers['content-range'],
        Buffer.from(await answer.body.arrayBuffer()),
      ] as const;
    };
    const size = bytes.length;
    expect(await part({ range: 'bytes=10-19' })).toEqual([
      206,
      `bytes 10-19/${size}`,
      bytes.subarray(10, 20),
    ]);
    expect(await part({ range: 'bytes=100-', 'if-range': etag })).toEqual([
      206,
      `bytes 100-${size - 1}/${size}`,
      bytes.subarray(100),
    ]);
    expect(await part({ range: 'bytes=-5' })).toEqual([
      206,
      `bytes ${size - 5}-${size - 1}/${size}`,
      bytes.subarray(-5),
    ]);
    expect(await part({ range: 'bytes=100-', 'if-range': '"other"' })).toEqual([200, undefined, bytes]);
    expect(await part({ range: `bytes=${size}-` })).toEqual([416, `bytes */${size}`, Buffer.alloc(0)]);
    const head = await fetched({}, 'HEAD');
    expect(head.headers['content-length']).toBe(String(size));
    expect(await head.body.text()).toBe('');
  });

  it('was edited once for all equal jobs', async () => {
    const asked = files.asked.filter((path) => path.startsWith('/clip.mp4')).length;
    const ids = await Promise.all(Array.from({ length: 40 }, () => at.submit(input('/clip.mp4'))));
    await Promise.all(ids.map((each) => at.until(each, 'completed')));
    const videos = await Promise.all(
      ids.map(async (each) => ((await at.result(each))['output'] as { video: string }).video),
    );
    expect(new Set(videos).size).toBe(40);
    const [first, last] = await Promise.all(
      [videos[0], videos.at(-1)].map(async (url) => (await request(String(url))).headers['etag']),
    );
    expect(first).toBe(last);
    expect(files.asked.filter((path) => path.startsWith('/clip.mp4')).length - asked).toBeLessThanOrEqual(1);
  });

  it('shows a failure as completed, and its words in the result alone', async () => {
    for (const [name, words] of [
      ['/small.mp4', 'video_url is 640x360; each side must be 720 to 2160 pixels'],
      ['/none.mp4', 'video_url could not be downloaded: HTTP 404'],
    ] as const) {
      const failed = await at.submit(input(name));
      await at.until(failed, 'completed');
      const result = await at.result(failed, '?include_cost=true');
      expect(result).toEqual({
        request_id: failed,
        status: 'failed',
        error: words,
        created_at: expect.any(String),
        finished_at: expect.any(String),
      });
    }
  });

  it('breaks its video off where a fault says so', async () => {
    await at.faults([{ on: 'output', request_id: id, times: 1, do: { kind: 'break', afterBytes: 1000 } }]);
    const answer = await fetched();
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(1000);
    let received = 0;
    await expect(
      (async () => {
        for await (const chunk of answer.body) received += (chunk as Buffer).length;
      })(),
    ).rejects.toThrow();
    expect(received).toBe(1000);
    expect((await fetched({ range: 'bytes=1000-' })).statusCode).toBe(206);
  });
});

describe('everything else', () => {
  it('tells about the model and its price', async () => {
    const path = '/v1/models/kling/kling-video-o1/video-to-video/edit';
    expect((await at.call(path)).body).toMatchObject({
      model_id: 'kling/kling-video-o1/video-to-video/edit',
      base_price_usd: 0.168,
      price_unit: 'second',
      input_schema: { required: ['prompt', 'video_url', 'elements', 'image_urls'] },
    });
    expect((await at.call('/v1/models/other')).body['error_code']).toBe(400001);
  });

  it.each(['status', 'result'])('knows no %s of requests it never took', async (what) => {
    expect(await at.call(`/v1/requests/unknown/${what}`)).toMatchObject({
      status: 404,
      body: { error_code: 404001 },
    });
    expect(await at.cancel('unknown')).toMatchObject({ status: 404 });
    expect(await at.call('/elsewhere')).toMatchObject({ status: 404 });
  });

  it('asks for the token at every call of the provider', async () => {
    for (const path of ['/v1/requests/a/status', '/v1/requests/a/result', '/prod/v2/balance'])
      expect(await at.call(path, { token: 'another' })).toMatchObject({ body: { error_code: 400004 } });
  });

  it('takes, shows and drops faults', async () => {
    expect(
      await at.faults([{ on: 'balance', times: 1, do: { kind: 'answer', status: 503, body: { a: 1 } } }]),
    ).toMatchObject({
      status: 200,
    });
    expect(await at.call('/prod/v2/balance')).toEqual({ status: 503, body: { a: 1 } });
    expect((await at.call('/control/faults')).body).toMatchObject([{ on: 'balance', befell: 1 }]);
    expect((await at.call('/control/faults', { method: 'DELETE' })).status).toBe(204);
    expect((await at.call('/control/faults')).body).toEqual([]);
    expect(await at.faults([{ on: 'balance' }])).toMatchObject({ status: 422 });
  });

  it('has taken a submit whose answer a fault swallows', async () => {
    await at.faults([{ on: 'submit', times: 1, do: { kind: 'hang-up', when: 'after' } }]);
    const before = (await at.journal()).length;
    await expect(at.submit(input('/clip.mp4'))).rejects.toThrow();
    expect(await at.journal()).toHaveLength(before + 1);
  });
});
