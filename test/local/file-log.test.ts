import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DownloadFailed } from '../../lambdas/core/errors.ts';
import { openFileLog } from '../../local/file-log.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-log-'));
  path = join(folder, 'log.jsonl');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});
const lines = async () =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log of the local edition', () => {
  it('has a line of JSON for each entry, with its time, its level and its facts', async () => {
    const log = openFileLog(path);
    log.info('one', { editId: 'ed_1' });
    log.warn('two');
    log.error('three\nlines');
    await log.close();
    const written = await lines();
    expect(written).toMatchObject([
      { level: 'info', message: 'one', edit_id: 'ed_1' },
      { level: 'warn', message: 'two' },
      { level: 'error', message: 'three\nlines' },
    ]);
    for (const { time } of written) expect(new Date(String(time)).toISOString()).toBe(time);
  });

  it('says of an error what it was, and what caused it', async () => {
    const log = openFileLog(path);
    log.error('broken', {
      error: new DownloadFailed('the stream broke', { cause: new Error('ECONNRESET') }),
    });
    await log.close();
    expect(await lines()).toMatchObject([
      { error: { name: 'DownloadFailed', message: 'the stream broke', cause: { message: 'ECONNRESET' } } },
    ]);
  });

  it('goes on after an earlier process', async () => {
    for (const message of ['first', 'second']) {
      const log = openFileLog(path);
      log.info(message);
      await log.close();
    }
    expect((await lines()).map(({ message }) => message)).toEqual(['first', 'second']);
  });

  it('fault 71: does not take the process down where it cannot write', async () => {
    const log = openFileLog(join(folder, 'gone', 'log.jsonl'));
    log.error('nobody reads this');
    await log.close();
    await expect(readFile(join(folder, 'gone', 'log.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('writes without its facts what JSON cannot hold', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const log = openFileLog(path);
    log.info('a circle', { circle });
    log.info('a number', { big: 7n });
    await log.close();
    expect(await lines()).toMatchObject([{ message: 'a circle' }, { message: 'a number' }]);
  });
});
