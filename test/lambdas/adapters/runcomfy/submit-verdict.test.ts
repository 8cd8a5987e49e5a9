import { describe, expect, test } from '@jest/globals';
import type { Heard } from '../../../../lambdas/adapters/runcomfy/exchange.ts';
import { retryAfterSeconds } from '../../../../lambdas/adapters/retry-after.ts';
import { submitVerdict } from '../../../../lambdas/adapters/runcomfy/submit-verdict.ts';
import type { SubmitVerdict } from '../../../../lambdas/core/provider.ts';
import { heard, nothingHeard } from './answers.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('the verdict on a paid POST', () => {
  test.each<[string, Heard, SubmitVerdict['verdict']]>([
    ['200 with a request id', heard(200, { request_id: 'r-1_A' }), 'accepted'],
    ['202 with a request id', heard(202, { request_id: 'r1', status: 'in_queue' }), 'accepted'],
    ['an error code that means none', heard(200, { request_id: 'r1', error_code: 0, code: 200 }), 'accepted'],
    ['never connected', nothingHeard(false), 'refused'],
    ['no token to send it with', { heard: false, left: false, account: true, why: 'none' }, 'account'],
    ['429', heard(429, 'slow down'), 'refused'],
    ['429 in a 200', heard(200, { error_code: 429001 }), 'refused'],
    ['401', heard(401, {}), 'account'],
    ['402', heard(402, { message: 'pay' }), 'account'],
    ['403', heard(403, '<html>'), 'account'],
    ['400002 in a 400', heard(400, { error_code: 400002 }), 'account'],
    ['400002 in a 200', heard(200, { error_code: 400002 }), 'account'],
    ['400004 as text in a 400', heard(400, { error_code: '400004' }), 'account'],
    ['400004 as code in a 200', heard(200, { code: 400004 }), 'account'],
    ['402 of three digits in a 200', heard(200, { error_code: 402 }), 'account'],
    ['403001 in a 200', heard(200, { error_code: 403001 }), 'account'],
    ['400', heard(400, {}), 'rejected'],
    ['400 with a code that is no number', heard(400, { error_code: 'E_BAD' }), 'rejected'],
    ['413', heard(413, ''), 'rejected'],
    ['422', heard(422, { detail: [{ msg: 'too long' }] }), 'rejected'],
    ['422001 in a 200', heard(200, { error_code: 422001 }), 'rejected'],
    ['404 with 404001', heard(404, { error_code: 404001 }), 'rejected'],
    ['404 of somebody else', heard(404, 'no such page'), 'unclear'],
    ['408', heard(408, { error_code: 400002 }), 'unclear'],
    ['408001 in a 200', heard(200, { error_code: 408001 }), 'unclear'],
    ['409', heard(409, {}), 'unclear'],
    ['500', heard(500, { error_code: 400002 }), 'unclear'],
    ['500001 in a 200', heard(200, { error_code: 500001 }), 'unclear'],
    ['500001 in a 400', heard(400, { error_code: 500001 }), 'unclear'],
    ['a code that is no number in a 200', heard(200, { error_code: 'E' }), 'unclear'],
    ['an id and an error at once', heard(200, { request_id: 'r1', error_code: 400002 }), 'unclear'],
    ['302', heard(302, { request_id: 'r1' }), 'unclear'],
    ['204', heard(204, ''), 'unclear'],
    ['an id that is a path', heard(200, { request_id: '../x' }), 'unclear'],
    ['an id of 129 letters', heard(200, { request_id: 'a'.repeat(129) }), 'unclear'],
    ['an id that is a number', heard(200, { request_id: 7 }), 'unclear'],
    ['an id in a list', heard(200, [{ request_id: 'r1' }]), 'unclear'],
    ['left, and no answer', nothingHeard(true), 'unclear'],
  ])('%s', (_case, what, verdict) => {
    expect(submitVerdict(what, now).verdict).toBe(verdict);
  });

  test.each<[string, unknown, string]>([
    ['error_message first', { error_message: 'a', message: 'b', error: 'c', detail: 'd' }, 'a'],
    ['then message', { error_message: '', message: 'b', error: 'c' }, 'b'],
    ['then error, an object too', { error: { type: 't', message: 'too long' }, detail: 'd' }, 'too long'],
    ['then detail', { detail: [{ loc: ['body', 'prompt'], msg: 'field required' }] }, 'field required'],
    ['an object without words', { error: { reason_code: 7 } }, 'reason_code: 7'],
    ['on one line', { message: 'a\n\tb\u0000c' }, 'a b c'],
    ['no words at all', {}, 'The provider answered 400'],
  ])("gives the provider's words: %s", (_case, body, message) => {
    expect(submitVerdict(heard(400, body), now)).toEqual({ verdict: 'rejected', message });
  });

  test('caps what the provider says', () => {
    const verdict = submitVerdict(heard(422, { message: 'x'.repeat(10_000) }), now);
    expect(verdict).toEqual({ verdict: 'rejected', message: `${'x'.repeat(500)}…` });
  });

  test('stands nesting that no stack could follow', () => {
    expect(submitVerdict(heard(200, '['.repeat(30_000) + ']'.repeat(30_000)), now).verdict).toBe('unclear');
    const deep = `{"error":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_001)}`;
    expect(submitVerdict(heard(400, deep), now).verdict).toBe('rejected');
  });
});

describe('Retry-After', () => {
  test.each<[string | undefined, number | undefined]>([
    ['7', 7],
    ['0', 1],
    ['99999999999', 3_600],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 1],
    ['soon', undefined],
    ['', undefined],
    ['-3', undefined],
    ['1.5', undefined],
    [undefined, undefined],
  ])('%p is %p seconds', (value, seconds) => {
    expect(retryAfterSeconds(value, now, 3_600)).toBe(seconds);
  });
});
