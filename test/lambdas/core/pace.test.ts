import { describe, expect, it } from '@jest/globals';
import { emptyLine, type Line, type Slow } from '../../../lambdas/core/line.ts';
import { afterVerdict } from '../../../lambdas/core/pace.ts';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';

const now = 10_000_000;
const facts = { now, slots: 5, accountRetrySeconds: 300 };
const after = (verdict: SubmitVerdict, line: Partial<Line> = {}) =>
  afterVerdict({ ...emptyLine, ...line }, verdict, facts);

const accepted: SubmitVerdict = { verdict: 'accepted', requestId: 'r' };
const refused: SubmitVerdict = { verdict: 'refused', why: 'busy' };
const unclear: SubmitVerdict = { verdict: 'unclear', why: 'reset' };

const four = { a: 1, b: 2, c: 3, d: 4 };
const slow: Slow = { since: now - 90_000, refusals: 3, notBefore: now - 1, ceiling: 1 };

describe('what a verdict on one edit means to the others', () => {
  it.each<[string, SubmitVerdict]>([
    ['taken', accepted],
    ['rejected for what it asks', { verdict: 'rejected', message: 'no' }],
    ['not sent at all', { verdict: 'unsent', why: 'late' }],
    ['never to be sent', { verdict: 'unfit', message: 'gone' }],
  ])('nothing where all is well and it was %s', (_what, verdict) => {
    expect(after(verdict)).toBeUndefined();
  });

  it('fault 12: a refusal slows everybody down for as long as the provider says', () => {
    expect(after({ ...refused, retryAfterSeconds: 40 }, { holders: four })).toEqual({
      slow: { since: now, refusals: 1, notBefore: now + 40_000, ceiling: undefined },
    });
  });

  it.each([refused, unclear])('fault 12: twice in a row, it is given half as many: %p', (verdict) => {
    const once = after(verdict, { holders: four })?.slow ?? undefined;
    expect(after(verdict, { holders: four, slow: once })?.slow).toMatchObject({ refusals: 2, ceiling: 2 });
    expect(after(verdict, { holders: { a: 1 }, slow: once })?.slow).toMatchObject({ ceiling: 1 });
  });

  it.each([
    [0, 2],
    [1, 4],
    [4, 32],
    [9, 300],
    [50, 300],
  ])('after %d refusals in a row the next one waits %d s', (refusals, seconds) => {
    const line = { slow: { ...slow, refusals } };
    expect(after(refused, line)?.slow?.notBefore).toBe(now + seconds * 1_000);
  });

  it('keeps the first of the refusals in mind, until an edit is taken', () => {
    expect(after(refused, { slow })?.slow).toMatchObject({ since: slow.since, refusals: 4 });
    expect(after(accepted, { slow })?.slow).toMatchObject({ refusals: 0, notBefore: now, ceiling: 2 });
    expect(after(refused, { slow: { ...slow, refusals: 0 } })?.slow).toMatchObject({
      since: now,
      refusals: 1,
    });
  });

  it('never asks earlier than was said before', () => {
    const line = { holders: { a: 1 }, slow: { ...slow, notBefore: now + 3_000_000 } };
    expect(after(refused, line)?.slow).toMatchObject({ notBefore: now + 3_000_000 });
  });

  it('is given twice as many with each edit that it takes, until all slots are there again', () => {
    let line: Partial<Line> = { slow: { ...slow, ceiling: 1 } };
    const ceilings = [1, 2, 3, 4].map(() => {
      const change = after(accepted, line);
      line = { slow: change?.slow ?? undefined };
      return change?.slow === null ? 'all' : change?.slow?.ceiling;
    });
    expect(ceilings).toEqual([2, 4, 'all', undefined]);
  });

  it('fault 16: one unclear answer makes the others wait a moment', () => {
    expect(after(unclear, { holders: four })?.slow).toMatchObject({ refusals: 1, notBefore: now + 2_000 });
  });

  it('fault 15: an account that is not usable stops everybody, and the first that is taken ends it', () => {
    const paused = after({ verdict: 'account', why: 'no balance' }, { slow });
    expect(paused).toEqual({ pause: { since: now, tryAt: now + 300_000, why: 'no balance' } });
    const pause = { since: now - 900_000, tryAt: now, why: 'no balance' };
    expect(after({ verdict: 'account', why: 'still none' }, { pause })).toEqual({
      pause: { since: pause.since, tryAt: now + 300_000, why: 'still none' },
    });
    expect(after(accepted, { pause })).toEqual({ pause: null });
    expect(after({ verdict: 'rejected', message: 'no' }, { pause })).toEqual({ pause: null });
    expect(after(refused, { pause })?.pause).toBeUndefined();
  });
});
