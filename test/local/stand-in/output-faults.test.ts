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
let standIn: StandIn;
let at: ReturnType<typeof callerOf>;
let id: string;
let video: string;
let whole: Buffer;

const fetched = async (headers: Record<string, string> = {}, url = video, method: 'GET' | 'HEAD' = 'GET') => {
  const answer = await request(url, { method, headers });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes: Buffer.from(await answer.body.arrayBuffer()),
  };
};
const videoOf = async () => ((await at.result(id))['output'] as { video: string; videos: string[] }).video;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-faults-'));
  files = await startFileServer({
    '/clip.mp4': makeClip(join(folder, 'clip.mp4'), 'testsrc2=s=720x720:r=24:d=3'),
  });
  standIn = await startStandIn({ port: 0, dataFolder: folder, queueSeconds: 0, runSeconds: 0, token });
  at = callerOf(standIn.url);
  id = await at.submit({ prompt: 'x', video_url: `${files.url}/clip.mp4`, image_urls: [], elements: [] });
  await at.until(id, 'completed');
  video = await videoOf();
  whole = (await fetched()).bytes;
});
afterAll(async () => {
  await standIn.close();
  await files.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => at.faults([]));

describe('an output', () => {
  it('that is shortened looks whole', async () => {
    await at.faults([{ on: 'output', do: { kind: 'shorten', bytes: 1000 } }]);
    const { status, headers, bytes } = await fetched();
    expect([status, headers['content-length']]).toEqual([200, '1000']);
    expect(bytes).toEqual(whole.subarray(0, 1000));
    expect((await fetched({}, video, 'HEAD')).headers['content-length']).toBe('1000');
  });

  it.each([0, 1e9])('is shortened to no more than there is: %d', async (limit) => {
    await at.faults([{ on: 'output', do: { kind: 'shorten', bytes: limit } }]);
    expect((await fetched()).bytes).toEqual(whole.subarray(0, limit));
  });

  it('drips', async () => {
    const bytesPerSecond = whole.length * 4;
    await at.faults([{ on: 'output', do: { kind: 'drip', bytesPerSecond } }]);
    const from = performance.now();
    expect((await fetched()).bytes).toEqual(whole);
    // Four tenths of a second make a quarter of the file, and the last piece is not waited for.
    expect(performance.now() - from).toBeGreaterThan(100);
  });

  it('is whole where ranges are ignored', async () => {
    await at.faults([{ on: 'output', do: { kind: 'ignore-range' } }]);
    const { status, headers, bytes } = await fetched({ range: 'bytes=100-' });
    expect([status, headers['content-range']]).toEqual([200, undefined]);
    expect(bytes).toEqual(whole);
  });

  it('has an ETag that is always new, and no longer the one a client may know', async () => {
    const known = String((await fetched()).headers['etag']);
    await at.faults([{ on: 'output', do: { kind: 'new-etag' } }]);
    const etags = [];
    for (let call = 0; call < 3; call += 1) {
      const part = await fetched({ range: 'bytes=100-' });
      expect(part.status).toBe(206);
      etags.push(part.headers['etag']);
    }
    expect(etags).toEqual([1, 2, 3].map(() => expect.stringMatching(/^"[^"]+"$/u)));
    expect(new Set([known, ...etags]).size).toBe(4);
    expect((await fetched({ range: 'bytes=100-', 'if-range': known })).status).toBe(200);
  });

  it('lies about its range, its ETag and its type', async () => {
    const headers = { 'content-range': 'bytes 0-9/10', etag: 'W/"weak"', 'content-type': 'text/html' };
    await at.faults([{ on: 'output', do: { kind: 'alter', headers } }]);
    const part = await fetched({ range: 'bytes=100-' });
    expect(part.status).toBe(206);
    expect(part.headers).toMatchObject(headers);
    expect(part.bytes).toEqual(whole.subarray(100));
  });

  it('gives no more than it said, where it says less than there is', async () => {
    await at.faults([{ on: 'output', do: { kind: 'alter', headers: { 'content-length': '1000' } } }]);
    expect((await fetched()).bytes).toEqual(whole.subarray(0, 1000));
  });

  it('expires under the URL of that answer alone', async () => {
    await at.faults([
      { on: 'result', times: 1, do: { kind: 'expire', seconds: 0 } },
      { on: 'result', times: 1, do: { kind: 'expire', seconds: 600 } },
    ]);
    const { output } = (await at.result(id)) as { output: { video: string; videos: string[] } };
    expect(output.videos).toEqual([output.video]);
    expect(output.video.startsWith(`${video}?expires=`)).toBe(true);
    const later = await videoOf();
    expect((await fetched({}, output.video)).status).toBe(403);
    expect((await fetched({}, later)).bytes).toEqual(whole);
    expect(await videoOf()).toBe(video);
  });
});
