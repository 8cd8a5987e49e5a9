import { randomUUID } from 'node:crypto';
import { connectCallbacks, connectWebhooks } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { testWebhook } from './test-webhook.ts';

const env = readEnv('access', 'callbacks', 'signing', 'stage');

export const handler = apiHandler(
  testWebhook({
    ...connectCallbacks(env),
    webhooks: connectWebhooks(env),
    clock: systemClock,
    newId: () => randomUUID().replaceAll('-', ''),
  }),
  env.ACCESS,
  observe(env),
);
