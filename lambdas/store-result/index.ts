import { connectDealing, connectDownloads, connectResults } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { inspectMedia } from '../adapters/media/inspect-media.ts';
import { readEnv } from '../adapters/read-env.ts';
import { storeResult } from './store-result.ts';

const env = readEnv(
  'budget',
  'capacity',
  'edits',
  'notices',
  'outputs',
  'patience',
  'provider',
  'results',
  'spending',
  'stage',
);
const observed = observe(env);

export const handler = taskHandler(
  storeResult({
    ...connectDealing(env, observed),
    downloads: connectDownloads(env),
    results: connectResults(env),
    inspect: inspectMedia,
    meter: observed.meter,
  }),
  observed,
);
