import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { etaWords, progressOf } from '../../console/edit/progress.ts';
import { after, anEditBody } from './an-edit-body.ts';

const running = (p50: number) => anEditBody({ status: 'running', eta_seconds: { p50, p90: 2 * p50 } });

describe('the progress of an edit', () => {
  it('is the time it took against that and what is left', () => {
    expect(progressOf(running(30), after(10))).toBe(0.25);
    expect(progressOf(running(10), after(30))).toBe(0.75);
  });

  it('never goes back, however much later it is expected to end', () => {
    const before = progressOf(running(10), after(30));
    expect(progressOf(running(300), after(31), before)).toBe(0.75);
  });

  it('is whole only once the edit is completed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat(10_000_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (p50, seconds, before) => {
          expect(progressOf(running(p50), after(seconds), before)).toBeLessThan(1);
        },
      ),
    );
    expect(progressOf(anEditBody({ status: 'completed' }), after(1))).toBe(1);
  });

  it('is not told where nobody can tell', () => {
    expect(progressOf(anEditBody({ waiting_for: 'provider' }), after(10))).toBeUndefined();
    expect(
      progressOf(anEditBody({ status: 'failed', eta_seconds: { p50: 1, p90: 2 } }), after(10)),
    ).toBeUndefined();
  });

  it('does not mind a clock of the browser that is behind', () => {
    expect(progressOf(running(30), after(-10))).toBe(0);
  });
});

describe('what is left, in words', () => {
  it.each([
    [undefined, undefined],
    [{ p50: 20, p90: 45 }, 'About 20 s left; nine of ten are done within 45 s.'],
    [
      { p50: 90, p90: 200, overrun: true as const },
      'Takes longer than nine of ten such edits did; half of those that took so long needed 1 min 30 s more.',
    ],
  ])('of %j is: %s', (eta, words) => {
    expect(etaWords({ eta_seconds: eta })).toBe(words);
  });
});
