import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seconds } from '../../../lambdas/core/step.ts';

const longest = 99_999_999;

describe('the seconds of a step', () => {
  it.each([
    [0, 1],
    [-0, 1],
    [-5, 1],
    [-Infinity, 1],
    [0.001, 1],
    [1, 1],
    [1.000_1, 2],
    [59.5, 60],
    [longest, longest],
    [longest + 1, longest],
    [Infinity, longest],
  ])('made of %d are %i', (value, wait) => {
    expect(seconds(value)).toBe(wait);
  });

  it('are never fewer than asked for, and less than one more', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: longest, noNaN: true }), (value) => {
        expect(seconds(value) - value).toBeGreaterThanOrEqual(0);
        expect(seconds(value) - value).toBeLessThan(1);
      }),
    );
  });

  it('stay as they are when they are made again', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(seconds(seconds(value))).toBe(seconds(value));
      }),
    );
  });

  it('come through JSON as a number, as the state that waits needs them', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(JSON.stringify(seconds(value))).toMatch(/^\d+$/u);
      }),
    );
  });
});
