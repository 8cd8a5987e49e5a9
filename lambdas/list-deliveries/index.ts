import { connectDeliveries, connectEdits } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { listDeliveries } from './list-deliveries.ts';

const env = readEnv('access', 'deliveries', 'edits', 'stage');

export const handler = apiHandler(
  listDeliveries({ edits: connectEdits(env), deliveries: connectDeliveries(env) }),
  env.ACCESS,
  observe(env),
);
