import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
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

  it('replaces a text as a whole', async () => {
    await results.writeText('edits/ed_1/edit.json', '{"a":1}', 'application/json');
    await results.writeText('edits/ed_1/edit.json', '{}', 'application/json');
    expect(await readFile(join(folder, 'edits/ed_1/edit.json'), 'utf8')).toBe('{}');
  });
});
