import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isFresh } from '../../tools/ready-console.ts';

const sources = [
  'console/main.tsx',
  'console/edit/edit-page.tsx',
  'client/client.ts',
  'lambdas/contract/limits.ts',
  'lambdas/core/edit.ts',
  'package-lock.json',
];
const page = 'console/built/index.html';
let folder: string;

/** As if it had been written then, in seconds. */
const write = async (path: string, at: number) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), '');
  await dateTo(path, at);
};
const dateTo = async (path: string, at: number) => utimes(join(folder, path), at, at);
const foldersAt = async (at: number) => {
  const folders = ['console', 'console/edit', 'client', 'lambdas/contract', 'lambdas/core'];
  for (const path of folders) await dateTo(path, at);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-ready-'));
  for (const source of sources) await write(source, 1_000);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the console before a start', () => {
  it('is built where it is missing', async () => {
    await foldersAt(1_000);
    expect(await isFresh(folder)).toBe(false);
  });

  it('is not built again while nothing changed since', async () => {
    await write(page, 2_000);
    await write('console/built/main-ABCDEFGH.js', 3_000);
    await foldersAt(1_000);
    expect(await isFresh(folder)).toBe(true);
  });

  it.each([...sources, 'console/edit'])('is built again where %s changed since', async (source) => {
    await write(page, 2_000);
    await foldersAt(1_000);
    await dateTo(source, 2_001);
    expect(await isFresh(folder)).toBe(false);
  });
});
