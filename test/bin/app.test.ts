import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

// The library takes seconds to load where the machine is busy.
const patience = 30_000;

/** Runs the app for a stage. The library it builds with stays loaded; the app itself is run anew each time. */
let runs = 0;
const run = async (context: object): Promise<void> => {
  process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] });
  const app = `../../bin/app.ts?${(runs += 1)}`;
  await import(app);
};
afterEach(() => {
  delete process.env['CDK_CONTEXT_JSON'];
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-app-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});
const file = async (text: string): Promise<string> => {
  const path = join(folder, 'own.json');
  await writeFile(path, text);
  return path;
};

describe('the app', () => {
  it(
    'makes a stage of defaults, named dev',
    async () => {
      await expect(run({})).resolves.toBeUndefined();
    },
    patience,
  );

  it.each(['a', 'dev-2', 'abcdefghijklmnop'])(
    'makes stage %s of the settings that it is given',
    async (stage) => {
      await expect(
        run({ stage, settings: await file('{"overdueAfterMinutes": 30}') }),
      ).resolves.toBeUndefined();
    },
    patience,
  );

  it.each<[string, object, RegExp]>([
    [
      'a stage that nobody wrote settings for',
      { stage: 'prd' },
      /no settings for stage prd: write .*stages.prd\.json; \{\} takes/u,
    ],
    [
      'settings that are not there',
      { settings: '/nowhere/dev.json' },
      /no settings for stage dev: write .*nowhere.dev\.json/u,
    ],
    ['a number for settings', { settings: 7 }, /settings must be the path of a file/u],
  ])(
    'fails for %s',
    async (_what, context, message) => {
      await expect(run(context)).rejects.toThrow(message);
    },
    patience,
  );

  it.each<[string, string, RegExp]>([
    ['are not JSON', '{', /own\.json is not JSON: /u],
    [
      'are wrong',
      '{"overdueAfterMinutes": "soon"}',
      /own\.json is not as it should be:\n {2}overdueAfterMinutes: /u,
    ],
  ])(
    'fails for settings that %s',
    async (_what, text, message) => {
      await expect(run({ settings: await file(text) })).rejects.toThrow(message);
    },
    patience,
  );

  it.each([
    ['nothing', ''],
    ['17 letters', 'abcdefghijklmnopq'],
    ['capitals', 'Dev'],
    ['a digit in front', '1dev'],
    ['a dash in front', '-dev'],
    ['an underscore', 'my_stage'],
    ['a line break', 'dev\n'],
    ['a path', '../dev'],
    ['a number', 7],
    ['a list', ['dev']],
  ])(
    'fails with what a stage must be, given %s',
    async (_what, stage) => {
      await expect(run({ stage })).rejects.toThrow(
        'stage must be 1 to 16 lower-case letters, digits or dashes, beginning with a letter',
      );
    },
    patience,
  );
});
