import { describe, expect, it } from '@jest/globals';
import { ConnectionError, ProblemError } from '../../../client/client.ts';
import { refusalOf, uploadRefusal } from '../../../console/new-edit/refusal.ts';
import { problems, type ProblemCode } from '../../../lambdas/contract/problem.ts';

const problem = (code: ProblemCode, retryAfterSeconds?: number, editId?: string) =>
  new ProblemError(
    {
      type: 'about:blank',
      ...problems[code],
      code,
      detail: 'Because.',
      errors: [{ path: 'video_url', message: 'lasts 2 s' }],
      ...(editId && { edit_id: editId }),
    },
    { retryAfterSeconds },
  );
const lost = new ConnectionError('reset', { cause: undefined, requestMayHaveArrived: true });

describe('what came of a try', () => {
  it.each([
    ['a refusal', problem('input_unusable'), 'refused'],
    ['a budget that is used up', problem('budget_exhausted'), 'refused'],
    ['a key that belongs to another request', problem('idempotency_key_reused'), 'taken'],
    ['an account that is not usable', problem('provider_account', 100), 'unknown'],
    ['a fault of the server', problem('internal'), 'unknown'],
    ['a connection that was lost', lost, 'unknown'],
    ['an answer of something else', new Error('not JSON'), 'unknown'],
  ] as const)('is of %s: %s', (_what, error, outcome) => {
    expect(refusalOf(error, 0).outcome).toBe(outcome);
  });

  it('names each fault by its path', () => {
    expect(refusalOf(problem('input_unusable'), 0).faults).toEqual([
      { path: 'video_url', message: 'lasts 2 s' },
    ]);
  });

  it('says when it can be tried again', () => {
    expect(refusalOf(problem('provider_account', 100), 0).nextStep).toContain('in 100 s');
    expect(refusalOf(problem('budget_exhausted', 4_000), 0).nextStep).toContain('can be tried again from');
  });

  it('leads to the edit that there is', () => {
    expect(refusalOf(problem('idempotency_key_reused', undefined, 'ed_x'), 0).editId).toBe('ed_x');
  });

  it('says that to press again is safe where nobody knows, and why', () => {
    expect(refusalOf(lost, 0).nextStep).toContain('the same key goes with it');
  });
});

describe('why a file was not uploaded', () => {
  it.each([
    [problem('invalid_request'), 'Because. video_url lasts 2 s'],
    [lost, 'the connection was lost; press Send, and it is tried again'],
    [new TypeError('of no type'), 'of no type'],
  ])('is said: %s', (error, words) => {
    expect(uploadRefusal(error)).toBe(words);
  });
});
