import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeDataFolder } from '../../local/data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-data-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the data folder', () => {
  it('fault 71: is for one process at a time, and free again when that lets go of it', async () => {
    const taken = await takeDataFolder(folder);
    await expect(takeDataFolder(folder)).rejects.toThrow(
      /another reshoot is running on the data in .+--data/u,
    );
    await taken.release();
    await (await takeDataFolder(folder)).release();
  });

  it('keeps the edits of one provider from being asked for at another', async () => {
    const taken = await takeDataFolder(folder);
    await taken.belongsTo('RunComfy');
    await taken.belongsTo('RunComfy');
    await expect(taken.belongsTo('a stand-in')).rejects.toThrow(
      /are with RunComfy, not with a stand-in: choose another folder with --data/u,
    );
    await taken.release();
  });

  it('fault 71: says in one line why it cannot be used', async () => {
    await writeFile(join(folder, 'file'), '');
    const error: unknown = await takeDataFolder(join(folder, 'file', 'below')).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({
      message: expect.stringMatching(/^the data folder .+ cannot be made: .+$/u),
    });
  });
});
