import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, it } from '@jest/globals';
import { exampleOf } from '../docs/examples.ts';
import { root } from '../docs/pages.ts';
import { inFolder, killPrograms, run } from './program.ts';

afterEach(killPrograms);

it(
  'docs/quick-start.md has a program that sends the sample clip, follows it, and says where the video is',
  async () =>
    inFolder(async (folder) => {
      const edition = run('local/main.ts', [
        '--port',
        '0',
        '--data',
        join(folder, 'data'),
        '--queue',
        '0',
        '--run',
        '1',
      ]);
      const url = await edition.line(/listening on (\S+)/u);
      const program = (await exampleOf('docs/quick-start.md', 'js', 'reshoot/client'))
        .replace('reshoot/client', pathToFileURL(join(root, 'client', 'client.ts')).href)
        .replaceAll('http://127.0.0.1:4700', url);
      await writeFile(join(folder, 'edit.mjs'), program);
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'edit.mjs')], {
        cwd: root,
      });
      const lines = stdout.trim().split('\n');
      expect(lines.at(-2)).toBe('completed');
      expect(lines.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/files\/edits\/ed_\w+\/output\.mp4$/u);
      await edition.kill('SIGTERM');
    }),
  120_000,
);
