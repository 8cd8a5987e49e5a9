import { describe, expect, it } from '@jest/globals';
import { attemptWords, deliveryWords } from '../../console/edit/delivery-words.ts';
import { deliveryStatusSchema } from '../../lambdas/contract/delivery.ts';
import { timeAfter } from './an-edit-body.ts';

describe('an attempt to deliver, in words', () => {
  it.each([
    [{ status_code: 204, took_ms: 120 }, 'answered 204 in 0.1 s'],
    [{ status_code: 500, took_ms: 2_000, error: 'no 2xx' }, 'answered 500 in 2 s: no 2xx'],
    [{ took_ms: 10_000, error: 'The receiver gave no answer' }, 'The receiver gave no answer (10 s)'],
    [{ took_ms: 50 }, 'no answer (under 0.1 s)'],
  ])('%j: %s', (attempt, words) => {
    expect(attemptWords({ at: timeAfter(1), ...attempt })).toBe(words);
  });
});

describe('a delivery', () => {
  it('has words for each status', () => {
    expect(Object.keys(deliveryWords).sort()).toEqual([...deliveryStatusSchema.options].sort());
  });
});
