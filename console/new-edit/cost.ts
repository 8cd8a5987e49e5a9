import { limits } from '../../lambdas/contract/limits.ts';
import { expectedMicros, usdOf, type Price } from '../../lambdas/core/spending.ts';

/** What an edit will cost, said in one sentence. @param durationSeconds of the clip, where it is known */
export const costSentence = (price: Price | undefined, durationSeconds: number | undefined): string => {
  if (price === undefined) return 'Expected cost: unknown, because the price is.';
  const inputs =
    durationSeconds === undefined ? [] : [{ ...nothingElse, path: 'video_url', durationSeconds }];
  const micros = expectedMicros(price, inputs);
  if (micros === undefined) return `Expected cost: unknown, at $${price.baseUsd} a ${price.unit}.`;
  const dollars = usdOf(micros).toFixed(2);
  if (micros === expectedMicros({ ...price, unit: 'edit' }, [])) return `Expected cost: $${dollars}.`;
  if (durationSeconds === undefined)
    return `Expected cost: at most $${dollars}, as for a clip of ${Math.round(limits.clipSeconds.max)} s: the length of this one is not known yet.`;
  const seconds = Math.max(1, Math.round(durationSeconds));
  return `Expected cost: $${dollars} (${seconds} s at $${price.baseUsd} a ${price.unit}).`;
};

// The price asks for the length alone.
const nothingElse = { contentType: '', sizeBytes: 0, width: 0, height: 0 };
