import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from '@jest/globals';
import { ConnectionError, ProblemError, UnexpectedAnswer } from '../../client/client.ts';
import { explained } from '../../cli/api/explained.ts';
import { CliError } from '../../cli/errors.ts';
import { exitCodes, exitCodesText, exitOfAll, exitOfProblem, type Exit } from '../../cli/exit-codes.ts';
import { problems, type ProblemCode } from '../../lambdas/contract/problem.ts';

const api = { url: 'https://api.example', local: false };
const problem = (code: ProblemCode | 'of_tomorrow', status = 422) =>
  new ProblemError(
    { type: 'about:blank', title: 'A title', status, code: code as ProblemCode, detail: 'A detail.' },
    { retryAfterSeconds: undefined },
  );

const explain = (error: unknown, of = api): CliError => {
  const found = explained(error, of);
  if (!(found instanceof CliError)) throw new Error('it is not explained');
  return found;
};

describe('exit codes', () => {
  it('are each another number, and 0 is what went well', () => {
    const codes = Object.values(exitCodes).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(exitCodes.ok.code).toBe(0);
  });

  it('stand on the page as they are in the program', async () => {
    const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\d+) +\| (.+?) +\|$/gmu)].map(([, code, means]) => [code, means]);
    expect(rows).toEqual(Object.values(exitCodes).map(({ code, means }) => [String(code), means]));
    expect(exitCodesText().split('\n')).toHaveLength(rows.length + 1);
  });

  test.each<[Exit[], Exit]>([
    [[], 'ok'],
    [['ok', 'ok'], 'ok'],
    [['ok', 'failed'], 'failed'],
    [['failed', 'uncertain', 'cancelled'], 'uncertain'],
    [['not_now', 'failed'], 'failed'],
    [['not_now', 'ok'], 'not_now'],
    [['uncertain', 'interrupted'], 'interrupted'],
  ])('of %j together come out as %s', (exits, all) => {
    expect(exitOfAll(exits)).toBe(all);
  });

  test.each(Object.keys(problems) as ProblemCode[])('have one for the problem %s', (code) => {
    expect(explain(problem(code))).toMatchObject({ exit: exitOfProblem[code], code });
  });

  test.each([
    [422, 'usage'],
    [503, 'unexpected'],
  ] as const)('have one for a problem of %i that nobody knows yet', (status, exit) => {
    expect(explain(problem('of_tomorrow', status)).exit).toBe(exit);
  });
});

describe('an error of the API', () => {
  it('names how to start the local edition where nothing answers there', () => {
    const error = new ConnectionError('Nobody answered', { cause: undefined, requestMayHaveArrived: false });
    const local = explain(error, { url: 'http://127.0.0.1:4700', local: true });
    expect(local).toMatchObject({ exit: 'unreachable', next: expect.stringContaining('npx reshoot start') });
    expect(explain(error).next).not.toContain('npx reshoot start');
  });

  test.each([
    [401, 'caller_refused'],
    [403, 'caller_refused'],
    [404, 'not_the_api'],
    [200, 'not_the_api'],
  ])('of a stranger that answers with %i is told as %s', (status, code) => {
    const error = new UnexpectedAnswer('It is something else.', { status, body: '' });
    expect(explain(error)).toMatchObject({ exit: 'unreachable', code });
  });

  it('has the faults by the names of the command line, the edit, and when to come again', () => {
    const facts = { type: 'about:blank', title: 'T', status: 422, detail: 'D.' } as const;
    const error = new ProblemError(
      { ...facts, code: 'invalid_request', errors: [{ path: 'a', message: 'm' }], edit_id: 'ed_1' },
      { retryAfterSeconds: 12 },
    );
    expect(explained(error, api, (field) => `--${field}`)).toMatchObject({
      message: 'T. D.',
      faults: [{ at: '--a', message: 'm' }],
      editId: 'ed_1',
      next: expect.stringContaining('12 s'),
    });
  });

  it('that is none is left as it is', () => {
    const error = new Error('a fault of ours');
    expect(explained(error, api)).toBe(error);
  });
});
