import { connectDealing, connectRecovering } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { resolveEdit } from './resolve-edit.ts';

const env = readEnv(
  'access',
  'budget',
  'capacity',
  'edits',
  'notices',
  'patience',
  'provider',
  'spending',
  'stage',
  'workflow',
);
const observed = observe(env);

export const handler = apiHandler(
  resolveEdit({ ...connectDealing(env, observed), ...connectRecovering(env, observed) }),
  env.ACCESS,
  observed,
);
