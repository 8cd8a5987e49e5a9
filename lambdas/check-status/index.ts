import { connectDealing } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { staySmall } from '../adapters/lambda/small-process.ts';
import { readEnv } from '../adapters/read-env.ts';
import { checkStatus } from './check-status.ts';

staySmall();

const env = readEnv(
  'budget',
  'capacity',
  'edits',
  'looking',
  'notices',
  'patience',
  'provider',
  'spending',
  'stage',
);
const observed = observe(env);

export const handler = taskHandler(
  checkStatus({ ...connectDealing(env, observed), lookLimits: env.LOOKING }),
  observed,
);
