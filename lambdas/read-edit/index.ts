import { connectEdits } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { readEdit } from './read-edit.ts';

const env = readEnv('access', 'edits', 'stage');

export const handler = apiHandler(
  readEdit({ edits: connectEdits(env), clock: systemClock }),
  env.ACCESS,
  observe(env),
);
