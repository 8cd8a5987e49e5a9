import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from '@jest/globals';
import { openJournal, type JournalEntry } from '../../cli/journal/journal.ts';
import { stateFolder } from '../../cli/journal/state-folder.ts';

describe('the folder for what was sent', () => {
  test.each<[NodeJS.Platform, Record<string, string>, string]>([
    ['linux', {}, '/home/ada/.local/state/reshoot'],
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/reshoot'],
    ['linux', { XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/reshoot'],
    ['darwin', {}, '/home/ada/Library/Application Support/reshoot'],
    ['win32', {}, '/home/ada/AppData/Local/reshoot'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/reshoot'],
    ['linux', { RESHOOT_STATE: '/chosen', XDG_STATE_HOME: '/state' }, '/chosen'],
    ['linux', { RESHOOT_STATE: '' }, '/home/ada/.local/state/reshoot'],
  ])('is, on %s with %j, %s', (platform, env, folder) => {
    expect(stateFolder(env, platform, '/home/ada')).toBe(folder);
  });
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const entry: JournalEntry = {
  version: 1,
  api: 'https://api.example',
  key: 'a key',
  edit: 'an edit',
  uploads: { abc: { url: 's3://bucket/key', at: '2026-11-25T10:00:00.000Z' } },
};

describe('the journal', () => {
  it('has what was written, by API and key', async () => {
    const journal = openJournal(folder);
    await journal.write(entry);
    await journal.write({ ...entry, edit_id: 'ed_1' });
    expect(await journal.read(entry.api, entry.key)).toEqual({ ...entry, edit_id: 'ed_1' });
    expect(await journal.read('https://other.example', entry.key)).toBeUndefined();
    expect(await journal.read(entry.api, 'another key')).toBeUndefined();
  });

  it('is for its owner alone, and leaves no half file', async () => {
    await openJournal(join(folder, 'state')).write(entry);
    const [name, ...others] = await readdir(join(folder, 'state', 'edits'));
    expect(others).toEqual([]);
    const { mode } = await stat(join(folder, 'state', 'edits', name ?? ''));
    expect(mode & 0o077).toBe(0);
  });

  test.each(['', '{', '{"version": 2}', 'null'])(
    'takes an entry that was spoilt (%j) for lost',
    async (text) => {
      const journal = openJournal(folder);
      await journal.write(entry);
      const [name = ''] = await readdir(join(folder, 'edits'));
      await writeFile(join(folder, 'edits', name), text);
      expect(await journal.read(entry.api, entry.key)).toBeUndefined();
    },
  );

  it('fails by naming another folder to choose where it cannot be kept', async () => {
    await writeFile(join(folder, 'taken'), '');
    const journal = openJournal(join(folder, 'taken'));
    const fault = expect.objectContaining({
      code: 'state_folder',
      next: expect.stringContaining('RESHOOT_STATE'),
    });
    await expect(journal.write(entry)).rejects.toEqual(fault);
    await expect(journal.read(entry.api, entry.key)).rejects.toEqual(fault);
  });
});
