import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const processes = pathToFileURL(join(import.meta.dirname, '..', '..', 'tools', 'chaos', 'processes.ts')).href;

const answers = async (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('a program that a tool starts', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with the tool that is told to end by %s',
    async (signal) => {
      const folder = await mkdtemp(join(tmpdir(), 'reshoot-processes-'));
      const tool = spawn(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `import { start } from ${JSON.stringify(processes)};
         const args = ['--port', '0', '--data', ${JSON.stringify(folder)}];
         const { said } = await start('local/stand-in/main.ts', args, /listens on (http:\\S+):/u);
         console.log(said[0]);
         setInterval(() => undefined, 1_000);`,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ended = once(tool, 'exit');
      const [line] = (await once(tool.stdout, 'data')) as [Buffer];
      const url = line.toString().trim();
      expect(await answers(url)).toBe(true);
      tool.kill(signal);
      expect((await ended)[0]).toBe(1);
      for (let tries = 0; tries < 50 && (await answers(url)); tries += 1) await setTimeout(100);
      expect(await answers(url)).toBe(false);
      await rm(folder, { recursive: true, force: true });
    },
    60_000,
  );
});
