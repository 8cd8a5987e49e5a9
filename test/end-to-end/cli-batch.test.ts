import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { allMustBePublished } from '../fakes/published-events.ts';
import { apiBetween, type ApiBetween, type Moment } from './api-between.ts';
import { commandLine, paidSubmits, sample, type CommandLine } from './command-line.ts';
import { killPrograms, run, type Program } from './program.ts';

const minutes = 60_000;

let folder: string;
let data: string;
let between: ApiBetween;
let edition: Program;
let cli: CommandLine;
let manifest: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-batch-'));
  data = join(folder, 'data');
  manifest = join(folder, 'edits.jsonl');
  await copyFile(sample('input-1-1.mp4'), join(folder, 'clip.mp4'));
});

const start = async (...options: readonly string[]): Promise<void> => {
  edition = run('local/main.ts', ['--port', '0', '--data', data, ...options]);
  between = await apiBetween(await edition.line(/listening on (\S+)/u));
  cli = commandLine(between.url, join(folder, 'state'));
};
const quick = ['--queue', '0', '--run', '0'];
afterEach(async () => {
  await between.close();
  // What never ends is not waited for.
  await edition.kill('SIGKILL');
  killPrograms();
  allMustBePublished(data);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}, 3 * minutes);

const write = async (lines: readonly object[]): Promise<void> => {
  await writeFile(manifest, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};
const results = async () =>
  (await readFile(`${manifest}.results.jsonl`, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { line: number; edit_id: string; status: string; files: string[] });
const editIds = async (): Promise<readonly string[]> => {
  const { out } = await cli.reshoot('list', '--all', '--json');
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { edit_id: string }).edit_id).toSorted();
};

describe('reshoot batch', () => {
  it(
    'of 50 edits, killed again and again, comes to 50 edits and 50 paid submits',
    async () => {
      // Each is sent at once, and stays at the provider: that pictures are painted is no part of this.
      await start('--slots', '50', '--queue', '86400');
      const prompts = Array.from({ length: 50 }, (_, n) => `Night number ${n}`);
      await write(prompts.map((prompt) => ({ clip: 'clip.mp4', prompt })));
      const killedAt = async (moment: Moment, line: RegExp, nth: number): Promise<void> => {
        const program = cli.start('batch', manifest);
        let left = nth;
        const count = (): boolean => {
          left -= 1;
          if (left === 0) void program.kill('SIGKILL');
          return left === 0;
        };
        between.at(moment, line, count);
        expect((await program.ended).code).toBeNull();
      };
      await killedAt('asked', /^POST \/v1\/uploads$/u, 1);
      await killedAt('answered', /^POST \/v1\/edits$/u, 3);
      await killedAt('answered', /^POST \/v1\/uploads$/u, 10);
      await killedAt('asked', /^POST \/v1\/edits$/u, 10);
      await killedAt('asked', /^GET \/v1\/edits\/ed_/u, 5);
      const ended = await cli.reshoot('batch', manifest, '--no-wait');
      expect(ended).toMatchObject({ code: 0, out: expect.stringMatching(/^50 lines: /u) });
      const ids = (await results()).map(({ edit_id: id }) => id);
      expect(new Set(ids).size).toBe(50);
      expect(await editIds()).toEqual(ids.toSorted());
      while ((await paidSubmits(data)).length < 50) await setTimeout(100);
      expect((await cli.reshoot('batch', manifest, '--no-wait')).code).toBe(0);
      expect((await paidSubmits(data)).toSorted()).toEqual(prompts.toSorted());
      expect(await editIds()).toEqual(ids.toSorted());
    },
    5 * minutes,
  );

  it(
    'killed while it follows, and run again, brings every output',
    async () => {
      await start(...quick);
      const names = ['a', 'b', 'c'];
      await write(names.map((name) => ({ clip: 'clip.mp4', prompt: name, out: `${name}.mp4` })));
      const program = cli.start('batch', manifest);
      between.at('asked', /\/outputs\/1$/u, () => {
        void program.kill('SIGKILL');
        return true;
      });
      expect((await program.ended).code).toBeNull();
      const ended = await cli.reshoot('batch', manifest);
      expect(ended).toMatchObject({ code: 0, out: '3 lines: 3 completed\n' });
      const files = (await readdir(folder)).filter((name) => name.endsWith('.mp4'));
      expect(files.toSorted()).toEqual(['a.mp4', 'b.mp4', 'c.mp4', 'clip.mp4']);
      expect(await cli.reshoot('batch', manifest)).toMatchObject({ code: 0, out: ended.out });
      expect((await paidSubmits(data)).toSorted()).toEqual(names);
    },
    3 * minutes,
  );

  it(
    'sends equal lines once, says so, and brings each output where its line wants it',
    async () => {
      await start(...quick);
      const line = { clip: 'clip.mp4', prompt: 'Equal' };
      await write([
        { ...line, out: 'a.mp4' },
        { ...line, out: 'b.mp4' },
        { ...line, take: 2 },
      ]);
      const ended = await cli.reshoot('batch', manifest, '--out-dir', join(folder, 'outs'));
      expect(ended).toMatchObject({ code: 0, err: expect.stringContaining('lines 1, 2 are the same edit') });
      const [first, second, third] = await results();
      expect(first?.edit_id).toBe(second?.edit_id);
      expect(third?.edit_id).not.toBe(first?.edit_id);
      expect((await readdir(join(folder, 'outs'))).toSorted()).toEqual(
        ['a.mp4', 'b.mp4', `${third?.edit_id ?? ''}.mp4`].toSorted(),
      );
      expect(await paidSubmits(data)).toEqual(['Equal', 'Equal']);
    },
    3 * minutes,
  );

  it(
    'tells of a line that is refused, and completes the others',
    async () => {
      await start(...quick);
      const png =
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      await writeFile(join(folder, 'small.png'), Buffer.from(png, 'base64'));
      await write([
        { clip: 'clip.mp4', prompt: 'Refused', images: ['small.png'] },
        { clip: 'clip.mp4', prompt: 'Completed' },
      ]);
      const ended = await cli.reshoot('batch', manifest, '--json');
      expect(ended).toMatchObject({ code: 2, err: '' });
      const told = ended.out
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as Record<string, unknown>);
      expect(told).toContainEqual(
        expect.objectContaining({
          line: 1,
          status: 'not_sent',
          exit_code: 2,
          error: expect.objectContaining({ faults: [expect.objectContaining({ at: 'images.0' })] }),
        }),
      );
      expect(told.at(-1)).toEqual({ summary: { not_sent: 1, completed: 1 } });
      expect(await paidSubmits(data)).toEqual(['Completed']);
    },
    3 * minutes,
  );

  it(
    'sends nothing where any line has a fault, and names each by line and field',
    async () => {
      await writeFile(
        manifest,
        [
          '{"clip": "clip.mp4", "prompt": "Good"}',
          '{"clip": "clip.mp4", "promt": "x"}',
          'nonsense',
          '{"clip": "gone.mp4", "prompt": "As @Image1", "take": 0}',
          '{"clip": "gone.mp4", "prompt": "As @Image1"}',
        ].join('\n'),
      );
      const ended = await cli.reshoot('batch', manifest);
      expect(ended).toMatchObject({ code: 2, out: '' });
      expect([...ended.err.matchAll(/^ {2}(line [^:]+):/gmu)].map(([, at]) => at)).toEqual([
        ...['line 2, prompt', 'line 2', 'line 3', 'line 4, take', 'line 5, prompt', 'line 5, clip'],
      ]);
      expect(await editIds()).toEqual([]);
    },
    minutes,
  );
});
