import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lookLimits } from '../../../lambdas/contract/look-limits.ts';
import { hazard, type Prior } from '../../../lambdas/core/job-times.ts';
import { firstLookSeconds, nextLook, type Looking } from '../../../lambdas/core/next-look.ts';

const sevenDays = 7 * 86_400;
const threeMinutes: Prior = { mu: Math.log(180), sigma: 0.4 };
const looking = (facts: Partial<Looking>): Looking => ({
  ...{ elapsedSeconds: 180, overdue: false, underWay: 5, limits: lookLimits },
  ...facts,
});
const lookOnce = { ...lookLimits, lingerSeconds: 0 };

const prior = fc.record({
  mu: fc.double({ min: 0, max: 9, noNaN: true }),
  sigma: fc.double({ min: 0.05, max: 1.5, noNaN: true }),
});
const any = fc.record<Looking>({
  elapsedSeconds: fc.double({ min: 0.1, max: sevenDays, noNaN: true }),
  overdue: fc.boolean(),
  prior: fc.option(prior, { nil: undefined }),
  underWay: fc.integer({ min: 0, max: 1_000 }),
  limits: fc.record({
    lingerSeconds: fc.integer({ min: 0, max: 600 }),
    lingerAtOnce: fc.integer({ min: 1, max: 1_000 }),
    perSecond: fc.integer({ min: 1, max: 1_000 }),
  }),
});

describe('the next look', () => {
  it('is a whole number of seconds from 1 to an hour away, of whatever is known', () => {
    fc.assert(
      fc.property(any, (facts) => {
        const { seconds, linger } = nextLook(facts);
        const pace = facts.underWay / facts.limits.perSecond;
        const first = facts.prior === undefined ? 0 : firstLookSeconds(facts.prior);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(1);
        expect(seconds).toBeLessThanOrEqual(Math.ceil(Math.max(3_600, pace, first)));
        if (linger === undefined) return;
        expect(linger.seconds).toBeGreaterThanOrEqual(1);
        expect(linger.staySeconds).toBeGreaterThanOrEqual(linger.seconds);
        expect(linger.staySeconds).toBeLessThanOrEqual(facts.limits.lingerSeconds);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes when a sixth of the jobs would be done, were they three times as quick as was learned', () => {
    expect(firstLookSeconds(threeMinutes)).toBeCloseTo(60 * Math.exp(-0.4), 6);
    expect(nextLook(looking({ elapsedSeconds: 1, prior: threeMinutes }))).toEqual({ seconds: 40 });
  });

  it('comes after two seconds where nothing is known', () => {
    expect(firstLookSeconds(undefined)).toBe(2);
    const { seconds, linger } = nextLook(looking({ elapsedSeconds: 2 }));
    expect([seconds, linger?.seconds]).toEqual([2, 2]);
  });

  it.each([
    ['far from the end', 50, 2.5],
    ['where most end', 180, 2],
    ['where the others end', 300, 2],
  ])('of a call that stays comes soon %s', (_where, elapsedSeconds, most) => {
    const { linger } = nextLook(looking({ elapsedSeconds, prior: threeMinutes }));
    expect(linger?.seconds).toBeGreaterThanOrEqual(1);
    expect(linger?.seconds).toBeLessThanOrEqual(most);
  });

  it('comes as much sooner as the root of the rate at which jobs end', () => {
    const at = (elapsedSeconds: number) => ({
      gap: nextLook(looking({ elapsedSeconds, prior: threeMinutes })).linger?.seconds ?? NaN,
      rate: hazard(threeMinutes, elapsedSeconds),
    });
    const [early, late] = [at(120), at(240)];
    expect(early.gap / late.gap).toBeCloseTo(Math.sqrt(late.rate / early.rate), 6);
    expect(late.rate).toBeGreaterThan(early.rate);
  });

  it('is left to the wait where going back costs less than staying', () => {
    const long: Prior = { mu: Math.log(20_000), sigma: 0.3 };
    const { seconds, linger } = nextLook(looking({ elapsedSeconds: 8_000, prior: long }));
    expect(linger).toBeUndefined();
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(nextLook(looking({ prior: threeMinutes, limits: lookOnce })).linger).toBeUndefined();
  });

  it('comes ever more rarely once the edit is overdue, and nobody stays for it', () => {
    const at = (elapsedSeconds: number) =>
      nextLook(looking({ elapsedSeconds, overdue: true, prior: threeMinutes }));
    expect([at(3_600), at(36_000), at(sevenDays)]).toEqual([
      { seconds: 36 },
      { seconds: 360 },
      { seconds: 3_600 },
    ]);
  });

  it('comes ever more rarely of a job that is unlike all that were known', () => {
    const at = (elapsedSeconds: number) =>
      nextLook(looking({ elapsedSeconds, prior: threeMinutes, limits: lookOnce })).seconds;
    expect(at(180)).toBeLessThan(at(900));
    expect(at(900)).toBeLessThan(at(3_000));
  });
});

describe('what all edits together may take', () => {
  it('is kept: looks a second, and calls that stay', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 41, max: 600, noNaN: true }),
        (underWay, elapsedSeconds) => {
          const { seconds, linger } = nextLook(looking({ elapsedSeconds, underWay, prior: threeMinutes }));
          const gap = linger?.seconds ?? seconds;
          expect(underWay / gap).toBeLessThanOrEqual(lookLimits.perSecond + 1e-9);
          if (linger === undefined || underWay <= lookLimits.lingerAtOnce) return;
          // Of the time of a pass, the share that it stays, and so many at once.
          const share = linger.staySeconds / (linger.staySeconds + seconds);
          expect(share * underWay).toBeLessThanOrEqual(lookLimits.lingerAtOnce * 1.01);
        },
      ),
    );
  });

  it('lets every call go on where the last one left, as long as all may stay', () => {
    const next = nextLook(looking({ underWay: lookLimits.lingerAtOnce, prior: threeMinutes }));
    expect(next.linger?.staySeconds).toBe(lookLimits.lingerSeconds);
    expect(next.seconds).toBe(Math.ceil(next.linger?.seconds ?? 0));
  });
});

describe('the rate at which jobs end', () => {
  it('is finite and not negative, whenever it is asked', () => {
    fc.assert(
      fc.property(prior, fc.double({ min: 0.1, max: sevenDays, noNaN: true }), (known, elapsed) => {
        const rate = hazard(known, elapsed);
        expect(Number.isFinite(rate)).toBe(true);
        expect(rate).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes half of the jobs end by the median', () => {
    let left = 1;
    for (let second = 0.5; second < 180; second += 1) left *= 1 - hazard(threeMinutes, second);
    expect(left).toBeGreaterThan(0.49);
    expect(left).toBeLessThan(0.51);
  });
});
