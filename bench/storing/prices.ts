import { functionDollars, s3Dollars } from '../prices.ts';
import { functionMemory } from './measured-copy.ts';

/** What 1,000 such copies cost: the requests, and as long as each takes the memory of the function. */
export const dollarsPerThousand = (requests: Readonly<Record<string, number>>, seconds: number): number =>
  1_000 * (s3Dollars(requests) + functionDollars(1, seconds, functionMemory));
