import { limits } from '../../lambdas/contract/limits.ts';
import { expectedMicros, usdOf, type Price } from '../../lambdas/core/spending.ts';
import type { Terms } from './terms.ts';

/** What an edit will cost, said in one sentence. @param durationSeconds of the clip, where it is known */
export const costSentence = (
  { price, isFree }: Pick<Terms, 'price' | 'isFree'>,
  durationSeconds: number | undefined,
): string => {
  const expected = expectedCost(price, durationSeconds);
  return isFree ? `${expected} Nothing is paid: a stand-in makes the edits here.` : expected;
};

const expectedCost = (price: Price | undefined, durationSeconds: number | undefined): string => {
  if (price === undefined) return 'Expected cost: unknown, because the price is.';
  const inputs = durationSeconds === undefined ? [] : lasting(durationSeconds);
  const micros = expectedMicros(price, inputs);
  if (micros === undefined) return `Expected cost: unknown, at $${price.baseUsd} a ${price.unit}.`;
  const dollars = usdOf(micros).toFixed(2);
  if (expectedMicros(price, lasting(1)) === expectedMicros(price, lasting(2)))
    return `Expected cost: $${dollars}.`;
  if (durationSeconds === undefined)
    return `Expected cost: at most $${dollars}, as for a clip of ${Math.round(limits.clipSeconds.max)} s: the length of this one is not known yet.`;
  const seconds = Math.max(1, Math.round(durationSeconds));
  return `Expected cost: $${dollars} (${seconds} s at $${price.baseUsd} a ${price.unit}).`;
};

// A price asks for the length of a clip, and for nothing else of it.
const lasting = (durationSeconds: number) => [
  { path: 'video_url', durationSeconds, contentType: '', sizeBytes: 0, width: 0, height: 0 },
];
