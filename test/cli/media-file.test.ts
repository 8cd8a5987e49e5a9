import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from '@jest/globals';
import { hashOf, openMediaFile } from '../../cli/request/media-file.ts';
import { mediaTypeOf } from '../../cli/request/media-type.ts';

const samples = join(import.meta.dirname, '..', '..', 'local', 'samples');
const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('what a file is', () => {
  test.each([
    ['\u0089PNG\r\n\u001a\n', 'image/png'],
    ['\u00ff\u00d8\u00ff\u00e0', 'image/jpeg'],
    ['\0\0\0\u0020ftypisom', 'video/mp4'],
    ['\0\0\0\u0014ftypqt  ', 'video/quicktime'],
    ['\0\0\0\u0008wide\0\0\0\0', 'video/quicktime'],
    ['RIFF\0\0\0\0WEBP', undefined],
    ['', undefined],
  ])('%j is told by how it begins', (beginning, type) => {
    expect(mediaTypeOf(bytes(beginning))).toBe(type);
  });
});

describe('a file to send', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reshoot-media-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test.each([
    ['input-1-1.mp4', 'clip', 'video/mp4'],
    ['input-1-2.png', 'picture', 'image/png'],
    ['input-1-3.jpeg', 'picture', 'image/jpeg'],
  ] as const)('%s is a %s', async (name, kind, type) => {
    expect(await openMediaFile(join(samples, name), kind)).toMatchObject({ type });
  });

  test.each([
    ['input-1-1.mp4', 'picture', 'is not a .png or .jpg picture'],
    ['input-1-2.png', 'clip', 'is not an .mp4 or .mov clip'],
    ['missing.mp4', 'clip', 'there is no file'],
    ['.', 'clip', 'is not a file'],
  ] as const)('fails in words: %s as a %s', async (name, kind, words) => {
    expect(await openMediaFile(join(samples, name), kind)).toEqual({ fault: expect.stringContaining(words) });
  });

  it('fails where it is empty, or has more bytes than the provider takes', async () => {
    const path = join(folder, 'large.png');
    await writeFile(path, '');
    expect(await openMediaFile(path, 'picture')).toEqual({ fault: expect.stringContaining('is empty') });
    await writeFile(path, bytes('\u0089PNG\r\n\u001a\n'));
    await truncate(path, 10_000_001);
    expect(await openMediaFile(path, 'picture')).toEqual({
      fault: expect.stringMatching(/has 10000001 bytes, and may have at most 10000000/u),
    });
  });

  it('is hashed as it was opened, and fails where it was changed since', async () => {
    const path = join(folder, 'a.png');
    await writeFile(path, bytes('\u0089PNG\r\n\u001a\nabc'));
    const file = await openMediaFile(path, 'picture');
    if ('fault' in file) throw new Error(file.fault);
    expect(await hashOf(file)).toMatch(/^[0-9a-f]{64}$/u);
    await writeFile(path, bytes('\u0089PNG\r\n\u001a\nanother'));
    await expect(hashOf(file)).rejects.toThrow();
  });
});
