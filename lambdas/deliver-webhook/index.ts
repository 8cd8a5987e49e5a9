import {
  connectEdits,
  connectResults,
  connectTellingOfDeliveries,
  connectWebhooks,
} from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { countedWebhooks } from '../core/measuring.ts';
import { patience } from '../core/patience.ts';
import { deliverWebhook } from './deliver-webhook.ts';

const env = readEnv('callbacks', 'deliveries', 'edits', 'notices', 'results', 'signing', 'stage');
const observed = observe(env);

export const handler = taskHandler(
  deliverWebhook({
    ...connectTellingOfDeliveries(env, observed),
    edits: connectEdits(env),
    results: connectResults(env),
    webhooks: countedWebhooks(connectWebhooks(env), observed.meter),
    patience,
    random: Math.random,
  }),
  observed,
);
