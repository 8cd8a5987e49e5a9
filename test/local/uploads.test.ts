import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { problemSchema } from '../../lambdas/contract/problem.ts';
import { folderUploads, type FolderUploads } from '../../local/uploads.ts';

let folder: string;
let app: FastifyInstance;
let uploads: FolderUploads;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-uploads-'));
  app = fastify({ bodyLimit: 1_000 });
  let port = 0;
  uploads = folderUploads(folder, () => `http://127.0.0.1:${port}/uploads`);
  await app.register(uploads.plugin);
  await app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = app.server.address() as AddressInfo);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const key = 'uploads/0/a.mp4';
const bytes = Buffer.alloc(100_000, 'x');
const post = async (
  content: Uint8Array<ArrayBuffer>,
  { seconds = 60, change = {} }: { seconds?: number; change?: Record<string, string> } = {},
) => {
  const { url, fields } = await uploads.grant({
    key,
    contentType: 'video/mp4',
    sizeBytes: bytes.byteLength,
    seconds,
  });
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...change })) form.set(name, value);
  form.set('file', new Blob([content]), 'a.mp4');
  const answer = await fetch(url, { method: 'POST', body: form });
  const text = await answer.text();
  return { status: answer.status, detail: text === '' ? '' : problemSchema.parse(JSON.parse(text)).detail };
};
const held = async () => readdir(folder, { recursive: true });

describe('an upload on one machine', () => {
  it('takes exactly the file that was announced, larger than other bodies may be', async () => {
    expect((await post(bytes)).status).toBe(204);
    expect((await readFile(join(folder, key))).equals(bytes)).toBe(true);
    await rm(join(folder, 'uploads'), { recursive: true });
  });

  it.each<[string, Uint8Array<ArrayBuffer>, Parameters<typeof post>[1], string]>([
    ['fewer bytes', bytes.subarray(1), {}, 'must have 100000 bytes'],
    ['more bytes', Buffer.concat([bytes, bytes]), {}, 'must have 100000 bytes'],
    ['another key', bytes, { change: { key: 'edits/ed_1/output.mp4' } }, 'not the fields of an upload'],
    ['another size', bytes, { change: { size: '1' } }, 'not the fields of an upload'],
    ['no signature', bytes, { change: { signature: '' } }, 'not the fields of an upload'],
    ['a form that has expired', bytes, { seconds: -1 }, 'has expired'],
  ])('refuses %s, and keeps nothing', async (_what, content, options, detail) => {
    expect(await post(content, options)).toEqual({ status: 403, detail: expect.stringContaining(detail) });
    expect((await held()).filter((name) => name.includes('.'))).toEqual([]);
  });

  it('refuses what is no form, and a form without a file', async () => {
    const { url } = await uploads.grant({ key, contentType: 'video/mp4', sizeBytes: 1, seconds: 60 });
    const refused = async (body: FormData | string) => (await fetch(url, { method: 'POST', body })).status;
    expect(await refused(new FormData())).toBe(403);
    expect(await refused('x')).toBe(403);
  });
});
