import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectMedia } from '../../../../lambdas/adapters/media/inspect-media.ts';
import { mediaDownloads } from '../../../../lambdas/adapters/media/media-downloads.ts';
import { runcomfyProvider } from '../../../../lambdas/adapters/runcomfy/provider.ts';
import type { EditRequest } from '../../../../lambdas/core/edit.ts';
import type { Provider } from '../../../../lambdas/core/provider.ts';
import { startStandIn, type StandIn } from '../../../../local/stand-in/stand-in.ts';
import { loopbackServer, type Loopback } from '../loopback-server.ts';
import { h264, mediaFolder } from '../media/clips.ts';

const token = 'stand-in-token';
let folder: string;
let standIn: StandIn;
let clips: Loopback;
let provider: Provider;
let request: EditRequest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
  const { make, remove } = await mediaFolder();
  const clip = await make('in.mp4', '-f', 'lavfi', '-i', 'testsrc=size=1280x720:rate=24:duration=3', ...h264);
  await remove();
  clips = await loopbackServer((response) => {
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.byteLength }).end(clip);
  });
  standIn = await startStandIn({ port: 0, dataFolder: folder, queueSeconds: 1, runSeconds: 0, token });
  provider = runcomfyProvider({
    baseUrl: standIn.url,
    secrets: { providerToken: () => Promise.resolve(token) },
  });
  const videoUrl = `${clips.origin}/clip.mp4`;
  request = { prompt: 'Make it blue', videoUrl, keepAudio: false, imageUrls: [], elements: [] };
}, 30_000);
afterAll(async () => {
  await standIn.close();
  await clips.close();
  await rm(folder, { recursive: true });
});

const submitted = async (): Promise<string> => {
  const verdict = await provider.submit(request);
  expect(verdict).toMatchObject({ verdict: 'accepted' });
  return verdict.verdict === 'accepted' ? verdict.requestId : '';
};

describe('the stand-in', () => {
  test('takes an edit, and gives a result that can be fetched and is a video', async () => {
    const requestId = await submitted();
    expect(await provider.status(requestId)).toMatchObject({ status: 'queued' });
    expect(await provider.result(requestId)).toEqual({ result: 'not_ready' });
    while ((await provider.status(requestId)).status !== 'finished') {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const result = await provider.result(requestId);
    expect(result).toMatchObject({ result: 'succeeded', costUsd: expect.any(Number) });
    const [output] = result.result === 'succeeded' ? result.outputs : [];
    // Of this very moment, in a way that can be read.
    const finishedAt = 'finishedAt' in result ? (result.finishedAt ?? 0) : 0;
    expect(Math.abs(Date.now() - finishedAt)).toBeLessThan(10_000);
    const downloads = mediaDownloads({
      places: { kind: 'loopback', origins: [standIn.url] },
      maxBytes: 50_000_000,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await downloads.open(output?.url ?? '')).body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const media = {
      sizeBytes: bytes.byteLength,
      read: (start: number, end: number) => Promise.resolve(bytes.subarray(start, end)),
    };
    expect(await inspectMedia(media, 'video')).toMatchObject({ width: 1_280, height: 720 });
  }, 60_000);

  test('cancels what is queued, and not what has ended', async () => {
    const requestId = await submitted();
    expect(await provider.cancel(requestId)).toEqual({ outcome: 'cancelled' });
    expect(await provider.status(requestId)).toEqual({ status: 'cancelled' });
    expect(await provider.result(requestId)).toEqual({ result: 'cancelled' });
    expect(await provider.cancel(requestId)).toEqual({ outcome: 'not_cancellable' });
  });

  test('rejects what the provider would, and knows no foreign request', async () => {
    expect(await provider.submit({ ...request, prompt: '' })).toMatchObject({ verdict: 'rejected' });
    expect(await provider.status('nobody')).toEqual({ status: 'unknown_request' });
    expect(await provider.result('nobody')).toEqual({ result: 'unknown_request' });
  });

  test('tells its price and balance', async () => {
    expect((await provider.price()).baseUsd).toBeGreaterThan(0);
    expect(await provider.account()).toMatchObject({ account: 'usable' });
  });

  test('takes no other token', async () => {
    const stranger = runcomfyProvider({
      baseUrl: standIn.url,
      secrets: { providerToken: () => Promise.resolve('another') },
    });
    expect(await stranger.submit(request)).toMatchObject({ verdict: 'account' });
  });
});
