import type { Bench } from './bench.ts';
import { startUp } from './start-up/start-up.ts';

/** All there are, in the order in which they are run. */
export const benches: readonly Bench[] = [startUp];
