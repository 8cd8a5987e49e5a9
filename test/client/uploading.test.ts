import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient } from '../../client/client.ts';
import { connecting } from '../../client/connecting.ts';
import type { UploadBody } from '../../lambdas/contract/upload.ts';
import {
  answers,
  loopbackServer,
  resets,
  type Act,
  type Loopback,
} from '../lambdas/adapters/loopback-server.ts';
import { json, problem } from './api-answers.ts';
import { clientClock } from './client-clock.ts';

const servers: Loopback[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(async ({ close }) => close()));
});
const served = async (...acts: [Act, ...Act[]]): Promise<Loopback> => {
  const server = await loopbackServer(...acts);
  servers.push(server);
  return server;
};

let places = 0;
/** An API that sends files to `store`, each to a place of its own. */
const api = async (store: Loopback): Promise<Loopback> =>
  served((response, received) => {
    places += 1;
    const upload: UploadBody = {
      url: `s3://bucket/uploads/${places}.mp4`,
      post: { url: `${store.origin}/bucket`, fields: { key: `uploads/${places}.mp4`, policy: 'e30=' } },
      expires_at: '2026-11-23T05:23:24.149Z',
    };
    json(upload, {}, 201)(response, received);
  });

const clip = new Blob(['of a clip'], { type: 'video/mp4' });

describe('a file that is put', () => {
  it('goes to its place with the fields first and the file last, and no word of who sends it', async () => {
    const store = await served(answers(204));
    const { origin, journal } = await api(store);
    const client = createClient({ url: origin, auth: { bearer: 'secret' } });
    expect(await client.uploads.put(clip)).toBe(`s3://bucket/uploads/${places}.mp4`);
    expect(JSON.parse(journal[0]?.body ?? '')).toEqual({ content_type: 'video/mp4', size_bytes: 9 });
    expect(journal[0]?.headers.authorization).toBe('Bearer secret');
    const [post] = store.journal;
    expect(post?.headers).not.toHaveProperty('authorization');
    expect(post?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/u);
    const names = [...(post?.body ?? '').matchAll(/ name="(\w+)"/gu)].map(([, name]) => name);
    expect(names).toEqual(['key', 'policy', 'file']);
    expect(post?.body).toContain('\r\n\r\nof a clip\r\n--');
  });

  it('is read from the disk as it is sent', async () => {
    const store = await served(answers(204));
    const { origin, journal } = await api(store);
    const picture = join(import.meta.dirname, '..', '..', 'local', 'samples', 'input-1-3.jpeg');
    const file = await openAsBlob(picture, { type: 'image/jpeg' });
    await createClient({ url: origin }).uploads.put(file);
    expect(JSON.parse(journal[0]?.body ?? '')).toEqual({ content_type: 'image/jpeg', size_bytes: file.size });
  });

  it.each([
    ['its own type', new Blob(['x'], { type: 'image/png' }), undefined, 'image/png'],
    [
      'its own type, with more said of it',
      new Blob(['x'], { type: 'video/mp4; codecs=avc1' }),
      undefined,
      'video/mp4',
    ],
    ['the ending of its name', new File(['x'], 'a.b.MOV'), undefined, 'video/quicktime'],
    [
      'the ending, where its own is not taken',
      new File(['x'], 'a.jpg', { type: 'image/pjpeg' }),
      undefined,
      'image/jpeg',
    ],
    ['the option', new File(['x'], 'a.png', { type: 'image/png' }), 'image/jpeg', 'image/jpeg'],
  ])('has %s', async (_what, file, contentType, expected) => {
    const { origin, journal } = await api(await served(answers(204)));
    await createClient({ url: origin }).uploads.put(file, { contentType });
    expect(JSON.parse(journal[0]?.body ?? '')).toMatchObject({ content_type: expected });
  });

  it.each([
    [new Blob(['x']), undefined, 'this one is of no type that it says: give contentType'],
    [new File(['x'], 'a.webp', { type: 'image/webp' }), undefined, 'a.webp is image/webp'],
    [clip, 'video/webm', 'this one is video/webm'],
  ])('of another type is refused before anything is sent', async (file, contentType, saying) => {
    const { origin, journal } = await api(await served(answers(204)));
    await expect(createClient({ url: origin }).uploads.put(file, { contentType })).rejects.toThrow(saying);
    expect(journal).toEqual([]);
  });

  it.each([
    ['a lost connection', resets],
    ['a store that is busy', answers(503, '<Code>SlowDown</Code>', { 'content-type': 'application/xml' })],
  ])('goes to another place after %s', async (_what, act) => {
    const store = await served(act, act, answers(204));
    const { origin, journal } = await api(store);
    const url = await connecting({ url: origin }, clientClock()).uploads.put(clip);
    expect(url).toBe(`s3://bucket/uploads/${places}.mp4`);
    expect(journal).toHaveLength(3);
    const keys = store.journal.map(({ body }) => /uploads\/\d+\.mp4/u.exec(body)?.[0]);
    expect(new Set(keys).size).toBe(3);
  });

  it('is told of as the store refused it', async () => {
    const xml = '<Error><Code>EntityTooLarge</Code></Error>';
    const { origin } = await api(await served(answers(400, xml, { 'content-type': 'application/xml' })));
    await expect(createClient({ url: origin }).uploads.put(clip)).rejects.toMatchObject({
      name: 'UnexpectedAnswer',
      status: 400,
      message: `The file was not taken (400). It begins: ${xml}`,
    });
  });

  it('is told of as the local edition refused it', async () => {
    const { origin } = await api(await served(problem('forbidden')));
    const putting = createClient({ url: origin }).uploads.put(clip);
    await expect(putting).rejects.toMatchObject({ name: 'ProblemError', code: 'forbidden' });
  });

  it('has a second more for each 50 kB', async () => {
    const clock = clientClock();
    const seen: number[] = [];
    const store = await served((response, received) => {
      seen.push(...clock.pending.values());
      answers(204)(response, received);
    });
    const { origin } = await api(store);
    const large = new Blob([new Uint8Array(500_000)], { type: 'video/mp4' });
    await connecting({ url: origin }, clock).uploads.put(large);
    expect(seen).toEqual([70_000]);
  });
});
