import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from '@jest/globals';
import { downloadOutputs, type DownloadDeps } from '../../cli/outputs/download-output.ts';
import { outputPathOf, outputPlaceAt } from '../../cli/outputs/output-places.ts';
import { refuseOverwriting } from '../../cli/outputs/refuse-overwriting.ts';
import { anEdit, anEditId } from './an-edit.ts';

const content = Buffer.from('a clip by night');
const output = {
  bucket: 'local',
  key: `edits/${anEditId}/output.mp4`,
  size_bytes: content.byteLength,
  sha256: createHash('sha256').update(content).digest('hex'),
  content_type: 'video/mp4',
};
const completed = anEdit({ status: 'completed', outputs: [output] });

let folder: string;
let server: Server;
let answer: RequestListener;
let asked: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-download-'));
  asked = 0;
  answer = (_request, response) => response.end(content);
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const deps = (more: Partial<DownloadDeps> = {}): DownloadDeps => ({
  api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  client: {
    edits: { output: async () => ({ url: '/files/output.mp4', expires_at: '2026-11-25T10:00:00.000Z' }) },
  },
  signal: new AbortController().signal,
  force: false,
  ...more,
});
const place = () => ({ kind: 'file', path: join(folder, 'night.mp4') }) as const;

describe('the output of an edit', () => {
  it('is put where it was wished, and nothing else is left', async () => {
    expect(await downloadOutputs(completed, place(), deps())).toEqual([place().path]);
    expect(await readFile(place().path)).toEqual(content);
    expect(await readdir(folder)).toEqual(['night.mp4']);
  });

  it('is not asked for where it is there already', async () => {
    await writeFile(place().path, content);
    await downloadOutputs(completed, place(), deps());
    expect(asked).toBe(0);
  });

  it.each<[string, RequestListener, string]>([
    ['other bytes', (_request, response) => response.end(Buffer.alloc(content.byteLength)), 'SHA-256'],
    ['fewer bytes', (_request, response) => response.end(content.subarray(1)), 'broke off after 14 of 15'],
    ['more bytes', (_request, response) => response.end(Buffer.concat([content, content])), 'longer than'],
    ['a refusal', (_request, response) => response.writeHead(403).end(), 'answered with 403'],
    ['no answer', (_request, response) => response.destroy(), 'could not be downloaded'],
  ])('fails, and leaves nothing, where three tries bring %s', async (_name, listener, words) => {
    answer = listener;
    const failing = downloadOutputs(completed, place(), deps());
    await expect(failing).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(words),
    });
    expect(asked).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });

  it('comes at the second try where the first one broke off', async () => {
    answer = (_request, response) => (asked === 1 ? response.destroy() : response.end(content));
    await downloadOutputs(completed, place(), deps());
    expect(await readFile(place().path)).toEqual(content);
  });

  it('replaces another file by force alone', async () => {
    await writeFile(place().path, 'mine');
    await expect(downloadOutputs(completed, place(), deps())).rejects.toMatchObject({ exit: 'usage' });
    expect(await readFile(place().path, 'utf8')).toBe('mine');
    await downloadOutputs(completed, place(), deps({ force: true }));
    expect(await readFile(place().path)).toEqual(content);
  });

  it('fails where it was deleted', async () => {
    const deleted = anEdit({ ...completed, deleted_at: '2026-11-25T10:00:00.000Z' });
    await expect(downloadOutputs(deleted, place(), deps())).rejects.toMatchObject({ code: 'output_deleted' });
  });
});

describe('a file in the way', () => {
  test.each([
    ['of an edit that nobody knows yet', 'mine', undefined, false, false],
    ['of an edit under way', 'mine', anEdit({ status: 'running' }), false, false],
    ['of another one', 'mine', completed, false, false],
    ['that may be replaced', 'mine', undefined, true, true],
    ['that is the output already', content.toString(), completed, false, true],
    ['that is not there', undefined, undefined, false, true],
  ] as const)('%s', async (_name, text, known, force, goesOn) => {
    if (text !== undefined) await writeFile(place().path, text);
    const refused = refuseOverwriting(place(), force, known);
    if (goesOn) await expect(refused).resolves.toBeUndefined();
    else
      await expect(refused).rejects.toMatchObject({
        exit: 'usage',
        message: expect.stringContaining('night.mp4'),
      });
  });
});

describe('a place for outputs', () => {
  it('is a folder or a file, or is told what is wrong with it', async () => {
    await mkdir(join(folder, 'outs'));
    expect(await outputPlaceAt(join(folder, 'outs'))).toEqual({ kind: 'folder', path: join(folder, 'outs') });
    expect(await outputPlaceAt(join(folder, 'n.mp4'))).toEqual({ kind: 'file', path: join(folder, 'n.mp4') });
    expect(await outputPlaceAt(join(folder, 'no/'))).toEqual({ fault: expect.stringContaining('no folder') });
    expect(await outputPlaceAt(join(folder, 'no', 'n.mp4'))).toEqual({
      fault: expect.stringContaining('no folder'),
    });
  });

  test.each([
    [{ kind: 'folder', path: '/o' }, 1, `/o/${anEditId}.mp4`],
    [{ kind: 'folder', path: '/o' }, 2, `/o/${anEditId}-2.mp4`],
    [{ kind: 'file', path: '/o/night.mp4' }, 1, '/o/night.mp4'],
    [{ kind: 'file', path: '/o/night.mp4' }, 2, '/o/night-2.mp4'],
  ] as const)('%j has output %i at %s', (at, n, path) => {
    expect(outputPathOf(at, anEditId, output, n)).toBe(path);
  });
});
