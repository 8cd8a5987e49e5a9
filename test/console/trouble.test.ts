import { describe, expect, it } from '@jest/globals';
import { ConnectionError, ProblemError, UnexpectedAnswer } from '../../client/client.ts';
import { noAnswer, troubleOf } from '../../console/trouble.ts';
import { afterError, billingWords } from '../../console/edit/error-words.ts';
import { problems, type ProblemCode } from '../../lambdas/contract/problem.ts';

const problem = (code: ProblemCode) =>
  new ProblemError(
    {
      ...{ type: 'about:blank', ...problems[code], code, detail: 'It is so.' },
      errors: [{ path: 'prompt', message: 'must say what to edit' }],
    },
    { retryAfterSeconds: undefined },
  );

describe('what goes wrong', () => {
  it.each(Object.keys(problems) as ProblemCode[])('%s comes with a next step of its own', (code) => {
    const trouble = troubleOf(problem(code));
    expect(trouble).toMatchObject({ title: problems[code].title, detail: 'It is so.', code });
    expect(trouble.nextStep).toMatch(/^[A-Z].*\.$/u);
    expect(trouble.faults).toEqual([{ path: 'prompt', message: 'must say what to edit' }]);
  });

  it('has a next step for a code that a newer server has', () => {
    const trouble = troubleOf(problem('moon_phase' as ProblemCode));
    expect(trouble.nextStep).not.toBe('');
  });

  it('is told apart: nobody answers, or something else does', () => {
    const lost = new ConnectionError('gone', { cause: new Error('reset'), requestMayHaveArrived: true });
    expect(troubleOf(lost)).toBe(noAnswer);
    const other = new UnexpectedAnswer('It is HTML.', { status: 200, body: '<html>' });
    expect(troubleOf(other).title).toBe('Something else answers');
  });
});

describe('what to do about a failed edit', () => {
  const failed = { code: 'some_code', message: 'It failed', retryable: false, billable: true };

  it.each([
    [failed, 'The same request would fail again: change it, and start a new edit.'],
    [{ ...failed, retryable: true }, 'The same request may succeed later: start it as a new edit.'],
    [{ ...failed, billable: false }, 'Nothing was paid. Change what is named, and start a new edit.'],
    [{ ...failed, code: 'abandoned' }, 'You gave it up. Start a new edit if it is still wanted.'],
  ])('%j', (error, words) => {
    expect(afterError(error)).toBe(words);
  });

  it('says whether it may have cost something', () => {
    expect(billingWords(failed)).toContain('may have charged');
    expect(billingWords({ ...failed, billable: false })).toContain('Nothing was charged');
  });
});
