import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextLook } from '../../../lambdas/core/next-look.ts';

const sevenDays = 7 * 86_400;
const elapsed = fc.double({ min: 0, max: sevenDays, noNaN: true });

describe('the next look', () => {
  it.each([
    [0, false, 2],
    [40, false, 2],
    [40.1, false, 3],
    [60, false, 3],
    [600, false, 30],
    [1_200, false, 60],
    [3_600, false, 60],
    [3_600, true, 180],
    [72_000, true, 3_600],
    [sevenDays, true, 3_600],
  ])('after %d s, overdue: %s, is %i s away', (elapsedSeconds, overdue, gap) => {
    expect(nextLook({ elapsedSeconds, overdue })).toBe(gap);
  });

  it('comes no sooner as time passes', () => {
    fc.assert(
      fc.property(elapsed, elapsed, fc.boolean(), (one, other, overdue) => {
        const earlier = nextLook({ elapsedSeconds: Math.min(one, other), overdue });
        expect(nextLook({ elapsedSeconds: Math.max(one, other), overdue })).toBeGreaterThanOrEqual(earlier);
      }),
    );
  });

  it('comes no sooner for an edit that is overdue', () => {
    fc.assert(
      fc.property(elapsed, (elapsedSeconds) => {
        const inTime = nextLook({ elapsedSeconds, overdue: false });
        expect(nextLook({ elapsedSeconds, overdue: true })).toBeGreaterThanOrEqual(inTime);
      }),
    );
  });

  it('finds a job done at most a twentieth of its length late, or two seconds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: sevenDays, noNaN: true }), fc.boolean(), (length, overdue) => {
        let now = 0;
        while (now < length) now += nextLook({ elapsedSeconds: now, overdue });
        expect(now - length).toBeLessThanOrEqual(Math.max(2, 0.05 * length + 1));
      }),
      { numRuns: 50 },
    );
  });
});
