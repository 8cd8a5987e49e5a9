import { connectStock } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { takeStock } from './take-stock.ts';

const env = readEnv('budget', 'capacity', 'edits', 'stage');
const observed = observe(env);

export const handler = taskHandler(
  takeStock({ ...connectStock(env, observed), meter: observed.meter }),
  observed,
);
