import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { standInToken } from '../../local/stand-in/token.ts';
import { exampleOf } from '../docs/examples.ts';
import { root } from '../docs/pages.ts';
import { journal } from './calls.ts';
import { inFolder, killPrograms, run } from './program.ts';
import { serveSamples } from './sample-server.ts';

afterEach(killPrograms);

const page = 'docs/comparison.md';

describe('the page that compares', () => {
  it(
    'has a script that gets a video from the stand-in, for one paid call',
    async () =>
      inFolder(async (folder) => {
        const samples = await serveSamples();
        const program = run('local/stand-in/main.ts', [
          ...['--port', '0', '--queue', '0', '--run', '0'],
          ...['--data', join(folder, 'stand-in')],
        ]);
        const standIn = await program.line(/listens on (http:\/\/[^:]+:\d+)/u);
        const script = await exampleOf(page, 'js', 'RUNCOMFY_TOKEN');
        await writeFile(join(folder, 'poll.mjs'), script.replace('10_000', '500'));
        const arguments_ = ['poll.mjs', 'Make it a cold blue night', samples.urlOf('input-1-1.mp4')];
        const env = { PATH: process.env['PATH'], RUNCOMFY_URL: standIn, RUNCOMFY_TOKEN: standInToken };
        await promisify(execFile)(process.execPath, arguments_, { cwd: folder, env });
        const jobs = await journal(standIn);
        expect(jobs).toHaveLength(1);
        const video = await stat(join(folder, `${jobs[0]?.request_id ?? ''}.mp4`));
        expect(video.size).toBeGreaterThan(10_000);
        await samples.close();
      }),
    120_000,
  );

  it('counts the lines that one would own as they are', async () => {
    const text = await readFile(join(root, page), 'utf8');
    const linesIn = (code: string) => code.split('\n').filter((line) => line.trim() !== '').length;
    const script = linesIn(await exampleOf(page, 'js', 'RUNCOMFY_TOKEN'));
    expect(text).toContain(`the ${script} lines above`);
    const loop = linesIn(await readFile(join(root, 'bench', 'cost', 'obvious.ts'), 'utf8'));
    expect(text).toContain(`some ${Math.round(loop / 10) * 10} lines`);
  });

  it('says of costs what was counted', async () => {
    const cost = await readFile(join(root, 'docs', 'cost.md'), 'utf8');
    const [, alone = '', together = ''] =
      /^\| of the obvious design +\| ([\d.]+) × +\| ([\d.]+) × /mu.exec(cost) ?? [];
    const text = await readFile(join(root, page), 'utf8');
    expect(text).toContain('less than half');
    expect(Number(alone)).toBeLessThan(0.5);
    expect(text).toContain('less than the loop even where 1,000 are sent at once');
    expect(Number(together)).toBeLessThan(1);
  });
});
