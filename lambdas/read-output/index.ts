import { connectEdits, connectResults } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { readOutput } from './read-output.ts';

const env = readEnv('access', 'edits', 'results', 'stage');

export const handler = apiHandler(
  readOutput({ edits: connectEdits(env), results: connectResults(env), clock: systemClock }),
  env.ACCESS,
  observe(env),
);
