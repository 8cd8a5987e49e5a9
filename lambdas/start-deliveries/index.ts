import { connectDeliveries, connectDeliveryRuns, connectEdits } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { startDeliveries } from './start-deliveries.ts';

const env = readEnv('deliveries', 'delivering', 'edits', 'receivers', 'stage');
const observed = observe(env);

export const handler = taskHandler(
  startDeliveries({
    edits: connectEdits(env),
    deliveries: connectDeliveries(env),
    deliveryRuns: connectDeliveryRuns(env),
    receivers: env.RECEIVERS,
    clock: systemClock,
    log: observed.log,
  }),
  observed,
);
