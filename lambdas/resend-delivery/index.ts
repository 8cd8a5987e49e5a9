import { connectDelivering, connectEdits } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { resendDelivery } from './resend-delivery.ts';

const env = readEnv('access', 'deliveries', 'delivering', 'edits', 'notices', 'stage');
const observed = observe(env);

export const handler = apiHandler(
  resendDelivery({ ...connectDelivering(env, observed), edits: connectEdits(env) }),
  env.ACCESS,
  observed,
);
