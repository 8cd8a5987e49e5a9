import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Results } from '../../lambdas/core/ports.ts';
import { folderResults } from '../../local/folder-results.ts';

let folder: string;
let results: Results;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-results-'));
  results = folderResults(folder);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}
async function* breaking(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('the first half');
  throw new Error('the connection broke');
}

describe('results in a folder', () => {
  it('keeps what is streamed to it, readable by ranges', async () => {
    await results.write('work/ed_1/1', chunks('01234', '56789'), 'video/mp4');
    expect(text(await results.read('work/ed_1/1', 0, 10))).toBe('0123456789');
    expect(text(await results.read('work/ed_1/1', 3, 7))).toBe('3456');
    expect(text(await results.read('work/ed_1/1', 8, 100))).toBe('89');
  });

  it('leaves nothing behind of a body that breaks off', async () => {
    await expect(results.write('work/ed_1/1', breaking(), 'video/mp4')).rejects.toThrow('broke');
    expect(await readdir(join(folder, 'work/ed_1'))).toEqual([]);
  });

  it('leaves what was there when a second body breaks off', async () => {
    await results.write('work/ed_1/1', chunks('whole'), 'video/mp4');
    await expect(results.write('work/ed_1/1', breaking(), 'video/mp4')).rejects.toThrow('broke');
    expect(text(await results.read('work/ed_1/1', 0, 100))).toBe('whole');
  });

  it('publishes the same object however often it is made again', async () => {
    for (const body of ['first try', 'second try']) {
      await results.write('work/ed_1/1', chunks(body), 'application/octet-stream');
      await results.publish('work/ed_1/1', 'edits/ed_1/output.mp4', 'video/mp4');
      expect(await readFile(join(folder, 'edits/ed_1/output.mp4'), 'utf8')).toBe(body);
    }
    expect(await readdir(join(folder, 'edits/ed_1'))).toEqual(['output.mp4']);
  });

  it('answers with nothing beyond the end of an object, and fails for one that is not there', async () => {
    await results.write('work/ed_1/1', chunks('0123'), 'video/mp4');
    expect(text(await results.read('work/ed_1/1', 4, 10))).toBe('');
    expect(text(await results.read('work/ed_1/1', 2, 2))).toBe('');
    await expect(results.read('work/ed_1/2', 0, 1)).rejects.toThrow('ENOENT');
  });

  it('keeps an object of 0 bytes', async () => {
    await results.write('work/ed_1/1', chunks(), 'video/mp4');
    expect(text(await results.read('work/ed_1/1', 0, 10))).toBe('');
  });

  it('fault 47: shows an object under its key only once it is whole', async () => {
    const seen: string[][] = [];
    const watching = async function* watched(): AsyncGenerator<Uint8Array> {
      for (const part of ['half', 'half']) {
        yield Buffer.from(part);
        seen.push((await readdir(join(folder, 'work/ed_1'))).filter((name) => name === '1'));
      }
    };
    await results.write('work/ed_1/1', watching(), 'video/mp4');
    expect(seen).toEqual([[], []]);
    expect(text(await results.read('work/ed_1/1', 0, 100))).toBe('halfhalf');
  });

  it('ends with one whole body of two that are written at once', async () => {
    const [one, other] = ['a'.repeat(200_000), 'b'.repeat(300_000)];
    await Promise.all(
      [one, other].map(async (body) => results.write('work/ed_1/1', chunks(body), 'video/mp4')),
    );
    expect([one, other]).toContain(text(await results.read('work/ed_1/1', 0, 400_000)));
    expect(await readdir(join(folder, 'work/ed_1'))).toEqual(['1']);
  });

  it('fault 71: does not begin to read a body that it has no place for', async () => {
    await writeFile(join(folder, 'work'), 'a file in the place of a folder');
    let started = false;
    const endless = async function* endless(): AsyncGenerator<Uint8Array> {
      started = true;
      for (;;) yield Buffer.alloc(65_536);
    };
    await expect(results.write('work/ed_1/1', endless(), 'video/mp4')).rejects.toThrow(/EEXIST|ENOTDIR/u);
    expect(started).toBe(false);
  });

  it('leaves nothing in the place of work once all is published, and fails to publish what is not there', async () => {
    await results.write('work/ed_1/1', chunks('one'), 'application/octet-stream');
    await results.publish('work/ed_1/1', 'edits/ed_1/output.mp4', 'video/mp4');
    await results.write('work/ed_1/2', chunks('two'), 'application/octet-stream');
    await results.publish('work/ed_1/2', 'edits/ed_1/output-2.mp4', 'video/mp4');
    expect(await readdir(join(folder, 'work'))).toEqual([]);
    await expect(results.publish('work/ed_1/2', 'edits/ed_1/output-2.mp4', 'video/mp4')).rejects.toThrow(
      'ENOENT',
    );
    expect(await readFile(join(folder, 'edits/ed_1/output-2.mp4'), 'utf8')).toBe('two');
  });

  it('replaces a text as a whole', async () => {
    await results.writeText('edits/ed_1/edit.json', '{"a":1}', 'application/json');
    await results.writeText('edits/ed_1/edit.json', '{}', 'application/json');
    expect(await readFile(join(folder, 'edits/ed_1/edit.json'), 'utf8')).toBe('{}');
  });
});
