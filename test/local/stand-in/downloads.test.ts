import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDownloads, type Downloads } from '../../../local/stand-in/downloads.ts';
import { InputRefused } from '../../../local/stand-in/input-refused.ts';
import { startFileServer, type FileServer } from './file-server.ts';

const redirectTo =
  (location: string): RequestListener =>
  (_, response) =>
    response.writeHead(302, { location }).end();
const limits = { seconds: 5, bytes: 100_000 };

describe('downloads', () => {
  let folder: string;
  let files: FileServer;
  let downloads: Downloads;
  let resets = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'downloads-'));
    await writeFile(join(folder, 'small'), 'x'.repeat(1000));
    await writeFile(join(folder, 'large'), 'x'.repeat(100_001));
    files = await startFileServer({
      '/small': join(folder, 'small'),
      '/large': join(folder, 'large'),
      '/3': redirectTo('/2'),
      '/2': redirectTo('/1'),
      '/1': redirectTo('/small'),
      '/4': redirectTo('/3'),
      '/silent': () => undefined,
      '/resets-once': (request, response) => {
        resets += 1;
        if (resets === 1) request.socket.destroy();
        else response.end('after all');
      },
    });
  });
  afterAll(async () => {
    await files.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    files.asked.length = 0;
    downloads = await createDownloads(join(folder, 'inputs'), new AbortController().signal);
  });
  afterEach(() => downloads.close());

  it('keeps a file under its hash', async () => {
    const { path, sha256 } = await downloads.get(`${files.url}/small`, limits);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(path.endsWith(sha256)).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('x'.repeat(1000));
  });

  it('fetches once what many jobs ask for together', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, () => downloads.get(`${files.url}/small`, limits)),
    );
    expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(files.asked).toEqual(['/small']);
  });

  it('follows three redirects', async () => {
    await downloads.get(`${files.url}/3`, limits);
    expect(files.asked).toEqual(['/3', '/2', '/1', '/small']);
  });

  it('tries again after a reset connection', async () => {
    const { path } = await downloads.get(`${files.url}/resets-once`, limits);
    expect(await readFile(path, 'utf8')).toBe('after all');
  });

  it.each([
    ['a fourth redirect', '/4', limits, 'could not be downloaded: HTTP 302'],
    ['a missing file', '/none', limits, 'could not be downloaded: HTTP 404'],
    ['a file over the cap', '/large', limits, 'is larger than 0 MB'],
    [
      'a server that says nothing',
      '/silent',
      { ...limits, seconds: 0.2 },
      'could not be downloaded within 0.2 s',
    ],
  ])('refuses %s and leaves nothing behind', async (_, path, given, words) => {
    await expect(downloads.get(`${files.url}${path}`, given)).rejects.toEqual(new InputRefused(words));
    expect(await readdir(join(folder, 'inputs'))).toEqual([]);
  });
});
