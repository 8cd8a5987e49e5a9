import { randomUUID } from 'node:crypto';
import { connectDealing, connectInputs, connectPrices } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { send } from './send.ts';

const env = readEnv(
  'budget',
  'capacity',
  'edits',
  'notices',
  'patience',
  'provider',
  'cdns',
  'spending',
  'stage',
);
const observed = observe(env);
const dealing = connectDealing(env, observed);

export const handler = taskHandler(
  send({
    ...dealing,
    prices: connectPrices(env, observed, dealing.provider),
    inputs: connectInputs(env),
    newToken: randomUUID,
  }),
  observed,
);
