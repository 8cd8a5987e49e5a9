import { api } from './api/api.ts';
import type { Bench } from './bench.ts';
import { growth } from './growth/growth.ts';

/** All there are, in the order in which they are run. */
export const benches: readonly Bench[] = [api, growth];
