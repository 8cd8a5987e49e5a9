import type { Bench } from './bench.ts';
import { storing } from './storing/storing.ts';

/** All there are, in the order in which they are run. */
export const benches: readonly Bench[] = [storing];
