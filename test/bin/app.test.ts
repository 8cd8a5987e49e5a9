import { afterEach, describe, expect, test } from '@jest/globals';

// The library takes seconds to load where the machine is busy.
const patience = 30_000;

/** Runs the app for a stage. The library it builds with stays loaded; the app itself is run anew each time. */
let runs = 0;
const run = async (context: unknown): Promise<void> => {
  process.env['CDK_CONTEXT_JSON'] = JSON.stringify(context);
  const app = `../../bin/app.ts?${(runs += 1)}`;
  await import(app);
};
afterEach(() => {
  delete process.env['CDK_CONTEXT_JSON'];
});

describe('the app', () => {
  test.each([[{}], [{ stage: 'a' }], [{ stage: 'dev-2' }], [{ stage: 'abcdefghijklmnop' }]])(
    'makes a stage of %j',
    async (context) => {
      await expect(run(context)).resolves.toBeUndefined();
    },
    patience,
  );

  test.each([
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
