import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dimensionValue } from '../../../../lambdas/adapters/powertools/dimension-value.ts';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
const taken = /^(?=.*[\x21-\x7e])(?!:)[\x20-\x7e]{1,255}$/u;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.string({ unit: 'grapheme', maxLength: 600 }),
  fc.string({ unit: fc.constantFrom(' ', ':', '\n', '\u0000', '\ud800', 'é', 'a'), maxLength: 300 }),
);

describe('the value of a dimension', () => {
  it('is one that CloudWatch takes, whatever it is made of', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(dimensionValue(text)).toMatch(taken);
      }),
    );
  });

  it('is the text itself, where CloudWatch takes that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 255 }), (text) => {
        fc.pre(taken.test(text));
        expect(dimensionValue(text)).toBe(text);
      }),
    );
  });

  it('keeps apart what differs only after the end', () => {
    const long = 'x'.repeat(255);
    expect(dimensionValue(`${long}a`)).not.toBe(dimensionValue(`${long}b`));
  });

  it.each([
    ['', '(blank)'],
    ['\t \u00a0', '(blank)'],
    [':red', '%3Ared'],
    ['red:', 'red:'],
    ['Zürich\n', 'Z%C3%BCrich%0A'],
    ['東京', '%E6%9D%B1%E4%BA%AC'],
  ])('of %j is %s', (text, value) => {
    expect(dimensionValue(text)).toBe(value);
  });
});
