import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from '@lydell/node-pty';
import { editSchema, type EditBody } from '../../lambdas/contract/edit.ts';
import { apiBetween, type ApiBetween, type Moment } from './api-between.ts';
import { commandLine, paidSubmits, sample, type CommandLine } from './command-line.ts';
import { allMustBePublished } from '../fakes/published-events.ts';
import { killPrograms, run, type Program } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const unknownId = 'ed_abcdefghijklmnopqrstuvwxyz';

let folder: string;
let data: string;
let url: string;
let between: ApiBetween;
let edition: Program;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-cli-'));
  data = join(folder, 'data');
  edition = run('local/main.ts', ['--port', '0', '--data', data, '--queue', '0', '--run', '1']);
  url = await edition.line(/listening on (\S+)/u);
  between = await apiBetween(url);
}, 180_000);
afterAll(async () => {
  await between.close();
  await edition.kill('SIGTERM');
  killPrograms();
  expect(allMustBePublished(folder)).toBeGreaterThan(0);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}, 180_000);

let own: string;
let cli: CommandLine;
beforeEach(async () => {
  own = await mkdtemp(join(folder, 'own-'));
  cli = commandLine(between.url, join(own, 'state'));
});

const clip = sample('input-1-1.mp4');
const editsOf = async (prompt: string): Promise<readonly EditBody[]> => {
  const { out } = await cli.reshoot('list', '--all', '--json');
  const edits = out
    .trim()
    .split('\n')
    .map((line) => editSchema.parse(JSON.parse(line)));
  return edits.filter(({ request }) => request?.prompt === prompt);
};
const mustBeOne = async (prompt: string): Promise<void> => {
  expect(await editsOf(prompt)).toHaveLength(1);
  expect((await paidSubmits(data)).filter((paid) => paid === prompt)).toHaveLength(1);
};

describe('reshoot edit', () => {
  it('does not end as if an edit were completed where nobody reads what came of it', async () => {
    const program = cli.start('doctor', '--json');
    program.deafen();
    expect(await program.ended).toMatchObject({ code: 130 });
  });

  it('follows an edit in a pipe, a plain line for each change, and brings what was recorded', async () => {
    const out = join(own, 'night.mp4');
    const [image, angle] = [sample('input-1-4.png'), sample('input-1-3.jpeg')];
    const ended = await cli.reshoot(
      ...['edit', clip, '--prompt', 'In a pipe, @Element1 before @Image1', '--image', image],
      ...['--element', `${sample('input-1-2.png')},${angle}`, '--keep-audio', '--metadata', 'show=drive'],
      ...['--wait', '--out', out],
    );
    expect(ended).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ed_\w+ {2}completed {2}\S+night\.mp4\n$/u),
    });
    expect(ended.err).toMatch(/uploading .*\nsent as ed_\w+\n(?:ed_\w+ {2}\w.*\n)*ed_\w+ {2}completed\n$/u);
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    expect(ended.err).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/u);
    const [edit] = await editsOf('In a pipe, @Element1 before @Image1');
    expect(edit).toMatchObject({
      status: 'completed',
      metadata: { show: 'drive' },
      request: { keep_audio: true },
    });
    expect(edit?.request?.elements).toHaveLength(1);
    const sha256 = createHash('sha256')
      .update(await readFile(out))
      .digest('hex');
    expect(sha256).toBe(edit?.outputs[0]?.sha256);
    expect(await readdir(own)).toEqual(['night.mp4', 'state']);
  }, 180_000);

  it('answers with one document of JSON, and nothing else', async () => {
    const ended = await cli.reshoot('edit', clip, '--prompt', 'As JSON', '--wait', '--json');
    expect(ended).toMatchObject({ code: 0, err: '' });
    const told = JSON.parse(ended.out) as { edit: unknown; already_sent: boolean; files: unknown };
    expect(editSchema.parse(told.edit).status).toBe('completed');
    expect([told.already_sent, told.files]).toEqual([false, []]);
  }, 180_000);

  it('is the same edit by the same command, and another one by another take', async () => {
    const args = ['edit', clip, '--prompt', 'Again'];
    const first = await cli.reshoot(...args);
    expect(first.out).toMatch(/^ed_[a-z2-7]{26}\n$/u);
    const again = await cli.reshoot(...args, '--wait');
    expect(again.out.slice(0, 29)).toBe(first.out.trim());
    expect(again.err).toContain('--take 2 makes another');
    await mustBeOne('Again');
    expect((await cli.reshoot(...args, '--take', '2', '--wait')).code).toBe(0);
    expect(await editsOf('Again')).toHaveLength(2);
  }, 180_000);

  it('says before anything is sent that a file is in the way', async () => {
    const out = join(own, 'mine.mp4');
    await writeFile(out, 'mine');
    const args = ['edit', clip, '--prompt', 'In the way', '--out', out];
    expect(await cli.reshoot(...args)).toMatchObject({ code: 2, err: expect.stringContaining('--force') });
    expect(await editsOf('In the way')).toEqual([]);
    expect((await cli.reshoot(...args, '--force')).code).toBe(0);
    // It is the output by now.
    expect((await cli.reshoot(...args)).code).toBe(0);
    await mustBeOne('In the way');
  }, 180_000);

  it.each<[string, Moment, RegExp]>([
    ['a file is uploaded', 'asked', /^POST \/v1\/uploads$/u],
    ['the edit is sent', 'asked', /^POST \/v1\/edits$/u],
    ['it knows that the edit was taken', 'answered', /^POST \/v1\/edits$/u],
    ['it follows the edit', 'asked', /^GET \/v1\/edits\/ed_/u],
    ['it brings the output', 'asked', /^GET \/v1\/edits\/ed_\w+\/outputs\/1$/u],
  ])(
    'killed before %s, and run again, is one edit that is paid once',
    async (name, moment, line) => {
      const prompt = `Killed before ${name}`;
      const args = [
        'edit',
        clip,
        '--prompt',
        prompt,
        '--image',
        sample('input-1-4.png'),
        '--out',
        join(own, 'o.mp4'),
      ];
      const program = cli.start(...args);
      between.at(moment, line, () => {
        void program.kill('SIGKILL');
        return true;
      });
      expect((await program.ended).code).toBeNull();
      expect(await cli.reshoot(...args)).toMatchObject({ code: 0 });
      await mustBeOne(prompt);
      expect(await readdir(own)).toEqual(['o.mp4', 'state']);
    },
    180_000,
  );

  it('finds its edit where the journal was lost', async () => {
    const args = ['edit', clip, '--prompt', 'Journal lost', '--wait'];
    const first = await cli.reshoot(...args);
    await rm(join(own, 'state'), { recursive: true });
    const again = await cli.reshoot(...args);
    expect(again).toMatchObject({
      code: 0,
      out: first.out,
      err: expect.stringContaining('already sent as ed_'),
    });
    await mustBeOne('Journal lost');
  }, 180_000);

  it('twice at once is one edit', async () => {
    const args = ['edit', clip, '--prompt', 'Twice at once', '--wait'];
    const both = await Promise.all([cli.reshoot(...args), cli.reshoot(...args)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both[0].out).toBe(both[1].out);
    await mustBeOne('Twice at once');
  }, 180_000);

  it('interrupted, says that the edit goes on, and how to follow it', async () => {
    const program = cli.start('edit', clip, '--prompt', 'Interrupted', '--wait');
    between.at('asked', /^GET \/v1\/edits\/ed_/u, () => {
      void program.kill('SIGINT');
      return true;
    });
    const ended = await program.ended;
    const [edit] = await editsOf('Interrupted');
    expect(ended).toMatchObject({
      code: 130,
      err: expect.stringContaining(`reshoot watch ${edit?.edit_id ?? '?'}`),
    });
    expect(await cli.reshoot('watch', edit?.edit_id ?? '')).toMatchObject({ code: 0 });
  }, 180_000);
});

describe('on a terminal', () => {
  /** What a terminal shows of a command, and how it ended. @param answers by what is asked */
  const onTerminal = async (args: readonly string[], answers: Readonly<Record<string, string>> = {}) => {
    const terminal = spawn(process.execPath, [join(root, 'cli', 'main.ts'), ...args], {
      ...{ cols: 90, rows: 24, cwd: root },
      env: { PATH: process.env['PATH'], RESHOOT_API: between.url, RESHOOT_STATE: join(own, 'state') },
    });
    let shown = '';
    terminal.onData((text) => {
      shown += text;
      for (const [question, answer] of Object.entries(answers))
        if (text.includes(question)) terminal.write(answer);
    });
    const code = await new Promise<number>((resolve) => {
      terminal.onExit(({ exitCode }) => {
        resolve(exitCode);
      });
    });
    return { code, shown };
  };

  it('an edit has a bar that is drawn anew, and leaves one line', async () => {
    const { code, shown } = await onTerminal(['edit', clip, '--prompt', 'On a terminal', '--wait']);
    expect(code).toBe(0);
    expect(shown).toMatch(/ed_\w+ {2}\w+ {2}\[[#-]+\] {2}\d+ %/u);
    const percents = [...shown.matchAll(/(\d+) %/gu)].map(([, percent]) => Number(percent));
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(shown.trimEnd().split('\r\n').at(-2)).toMatch(/ed_\w+ {2}completed$/u);
  }, 180_000);

  it('what cannot be undone is asked for', async () => {
    await cli.reshoot('edit', clip, '--prompt', 'To be deleted', '--wait');
    const [edit] = await editsOf('To be deleted');
    const args = ['delete', edit?.edit_id ?? ''];
    expect(await onTerminal(args, { '[y/N]': 'n\r' })).toMatchObject({
      code: 2,
      shown: expect.stringContaining('Nothing was done'),
    });
    expect(await cli.reshoot(...args)).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(await onTerminal(args, { '[y/N]': 'y\r' })).toMatchObject({ code: 0 });
    const told = await cli.reshoot('status', ...args.slice(1), '--json');
    expect(JSON.parse(told.out)).toHaveProperty('deleted_at');
  }, 180_000);
});

describe('what cannot be done', () => {
  it.each<[string, readonly string[], number, string]>([
    ['no such command', ['edti', 'a.mp4'], 2, 'unknown command'],
    ['no such option', ['list', '--statsu', 'failed'], 2, "unknown option '--statsu'"],
    ['no prompt', ['edit', clip], 2, '--prompt'],
    ['no such file', ['edit', 'nope.mp4', '--prompt', 'x'], 2, 'CLIP: there is no file'],
    ['a picture as a clip', ['edit', sample('input-1-2.png'), '--prompt', 'x'], 2, 'CLIP'],
    [
      'five images',
      [
        'edit',
        clip,
        '--prompt',
        'x',
        ...Array<string[]>(5)
          .fill(['--image', sample('input-1-4.png')])
          .flat(),
      ],
      2,
      '--image: must be at most 4',
    ],
    ['an address of nowhere', ['edit', 'ftp://a/b.mp4', '--prompt', 'x'], 2, 'CLIP: ftp:// is not taken'],
    ['no id', ['status', 'ed_1'], 2, 'is no id of an edit'],
    ['an edit that is not there', ['status', unknownId], 7, 'no such thing'],
    ['an edit to cancel that is not there', ['cancel', unknownId], 7, 'no such thing'],
    ['an edit to watch that is not there', ['watch', unknownId], 7, 'no such thing'],
    ['deliveries of an edit that is not there', ['deliveries', unknownId], 7, 'no such thing'],
    ['no way to resolve', ['resolve', unknownId, 'forget'], 2, 'none of the ways'],
    ['a job to adopt that nobody named', ['resolve', unknownId, 'adopt'], 2, 'REQUEST_ID'],
    ['a second submit that nobody confirmed', ['resolve', unknownId, 'resubmit'], 2, '--yes'],
    ['no such status', ['list', '--status', 'lost'], 2, '--status must be one of'],
    ['no manifest', ['batch', 'nope.jsonl'], 2, 'MANIFEST nope.jsonl'],
    ['no API', ['list', '--api', 'http://127.0.0.1:9'], 6, 'npx reshoot start'],
    ['an API without https', ['list', '--api', 'http://example.com'], 2, 'https://'],
  ])('is told in words and by its exit code: %s', async (_name, args, code, words) => {
    const ended = await cli.reshoot(...args);
    expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining(words) });
    const asJson = await cli.reshoot(...args, '--json');
    const { error } = JSON.parse(asJson.err) as { error: { exit_code: number; message: string } };
    expect([asJson.code, asJson.out, error.exit_code]).toEqual([code, '', code]);
  });

  it('sends nothing for an edit that the API refuses by what the clip is, and names the option', async () => {
    const small = join(own, 'small.png');
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await writeFile(small, png);
    const ended = await cli.reshoot('edit', clip, '--prompt', 'Too small', '--image', small);
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('--image 1: ') });
    expect(await paidSubmits(data)).not.toContain('Too small');
  }, 180_000);
});

describe('an edit that is there', () => {
  it('is listed, told, downloaded, and cannot be cancelled any more', async () => {
    await cli.reshoot('edit', clip, '--prompt', 'There', '--wait');
    const [edit] = await editsOf('There');
    const id = edit?.edit_id ?? '';
    expect((await cli.reshoot('list', '--limit', '1')).out).toContain(id);
    expect((await cli.reshoot('status', id)).out).toMatch(/^edit +ed_.*\nstatus +completed\n/u);
    await mkdir(join(own, 'outs'));
    const downloaded = await cli.reshoot('download', id, '--out', join(own, 'outs'));
    expect(downloaded).toMatchObject({ code: 0, out: `${join(own, 'outs', id)}.mp4\n` });
    expect(await cli.reshoot('cancel', id)).toMatchObject({ code: 9 });
    expect(await cli.reshoot('resolve', id, 'abandon')).toMatchObject({ code: 9 });
    expect(await cli.reshoot('watch', id, '--json')).toMatchObject({ code: 0 });
  }, 180_000);

  it('needs what doctor looks at', async () => {
    const ended = await cli.reshoot('doctor');
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out.match(/^\S/gmu)?.join('')).toMatch(/^✓+$/u);
    const asJson = await cli.reshoot('doctor', '--json');
    expect(JSON.parse(asJson.out)).toMatchObject({ ok: true });
    expect(await cli.reshoot('doctor', '--api', 'http://127.0.0.1:9')).toMatchObject({ code: 6 });
  }, 180_000);
});

describe('the help', () => {
  it.each([
    'edit',
    'batch',
    'status',
    'list',
    'watch',
    'download',
    'cancel',
    'resolve',
    'delete',
    'deliveries',
    'resend',
    'doctor',
  ])('of %s has an example and the options of all commands', async (command) => {
    const { code, out } = await cli.reshoot(command, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Examples?:\\n {2}reshoot ${command}\\b`, 'mu'));
    expect(out).toContain('--api <URL>');
  });

  it('is what the program says alone, with exit codes; start has its own', async () => {
    expect((await cli.reshoot()).out).toBe((await cli.reshoot('--help')).out);
    expect((await cli.reshoot()).out).toMatch(/^Exit codes:\n {2}0 /mu);
    expect((await cli.reshoot('start', '--help')).out).toContain('--daily-budget');
    expect((await cli.reshoot('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});
