import { api } from './api/api.ts';
import type { Bench } from './bench.ts';
import { cost } from './cost/bench.ts';
import { eta } from './eta/bench.ts';
import { growth } from './growth/growth.ts';
import { looking } from './looking/bench.ts';
import { startUp } from './start-up/start-up.ts';
import { storing } from './storing/storing.ts';

/** All there are, in the order in which they are run. */
export const benches: readonly Bench[] = [looking, eta, storing, startUp, api, growth, cost];
