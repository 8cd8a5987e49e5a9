import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expireFiles } from '../../local/expire-files.ts';

const now = 1_800_000_000_000;
const day = 86_400_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-expiry-'));
});
afterAll(() => rm(folder, { recursive: true }));

const put = async (key: string, days: number): Promise<void> => {
  const path = join(folder, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'x');
  await utimes(path, new Date(now - days * day), new Date(now - days * day));
};

describe('files of the local edition', () => {
  it('are no trouble where there are none yet', async () => {
    await expect(expireFiles(folder, now)).resolves.toBeUndefined();
  });

  it('are gone after seven days where they were only passing, and stay where they are results', async () => {
    const old = [
      'uploads/0/ed_1/1.mp4',
      'work/ed_1/1',
      'edits/ed_1/output.mp4',
      'inbox/a.mp4',
      'outbox/a.mp4',
    ];
    for (const key of old) await put(key, 7.01);
    await put('uploads/0/ed_2/1.mp4', 6.9);
    await expireFiles(folder, now);
    const left = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(
      left
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
        .sort(),
    ).toEqual(['edits/ed_1/output.mp4', 'inbox/a.mp4', 'outbox/a.mp4', 'uploads/0/ed_2/1.mp4']);
  });

  it('are kept longer where edits may wait for them longer, but for unfinished copies', async () => {
    await put('uploads/0/ed_3/1.mp4', 39.9);
    await put('uploads/0/ed_4/1.mp4', 40.1);
    await put('work/ed_3/1', 8);
    await expireFiles(folder, now, 40);
    const left = await readdir(folder, { recursive: true });
    expect(left.filter((path) => /ed_[34]\/1/u.test(path))).toEqual(['uploads/0/ed_3/1.mp4']);
  });
});
