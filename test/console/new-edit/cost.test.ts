import { describe, expect, it } from '@jest/globals';
import { costSentence } from '../../../console/new-edit/cost.ts';

const bySecond = { baseUsd: 0.168, unit: 'second' };

describe('the expected cost', () => {
  it.each([
    [bySecond, 5, 'Expected cost: $0.84 (5 s at $0.168 a second).'],
    [bySecond, 4.6, 'Expected cost: $0.84 (5 s at $0.168 a second).'],
    [
      bySecond,
      undefined,
      'Expected cost: at most $1.68, as for a clip of 10 s: the length of this one is not known yet.',
    ],
    [{ baseUsd: 1.5, unit: 'video' }, undefined, 'Expected cost: $1.50.'],
    [{ baseUsd: 1.5, unit: 'megapixel' }, 5, 'Expected cost: unknown, at $1.5 a megapixel.'],
    [undefined, 5, 'Expected cost: unknown, because the price is.'],
  ])('of %j for %s s is said', (price, seconds, sentence) => {
    expect(costSentence({ price, isFree: false }, seconds)).toBe(sentence);
  });

  it('is nobody’s where a stand-in makes the edits', () => {
    expect(costSentence({ price: bySecond, isFree: true }, 5)).toBe(
      'Expected cost: $0.84 (5 s at $0.168 a second). Nothing is paid: a stand-in makes the edits here.',
    );
  });
});
