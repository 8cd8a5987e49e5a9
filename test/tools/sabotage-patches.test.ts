import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readPatch } from '../../tools/sabotage/sabotage.ts';

const root = join(import.meta.dirname, '..', '..');
const patches = join(root, 'tools', 'sabotage', 'patches');
const run = promisify(execFile);

describe('a mistake that sabotage makes', () => {
  it('can be made in the code as it is, and says which rows hold it', async () => {
    const files = await readdir(patches);
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const check = run('git', ['apply', '--check', '--whitespace=nowarn', join(patches, file)], {
        cwd: root,
      });
      await expect(check).resolves.toBeDefined();
      expect((await readPatch(join(patches, file))).rows.length).toBeGreaterThan(0);
    }
  });
});
