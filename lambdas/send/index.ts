import { randomUUID } from 'node:crypto';
import { connectDealing, connectInputs } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { send } from './send.ts';

const env = readEnv('capacity', 'edits', 'notices', 'patience', 'provider', 'cdns', 'stage');
const observed = observe(env);

export const handler = taskHandler(
  send({ ...connectDealing(env, observed), inputs: connectInputs(env), newToken: randomUUID }),
  observed,
);
