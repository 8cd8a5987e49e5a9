import {
  connectDelivering,
  connectInbox,
  connectRecovering,
  connectResults,
  connectTurns,
  inboxPlaces,
} from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { recoverCause } from '../adapters/lambda/recover-cause.ts';
import { readEnv } from '../adapters/read-env.ts';
import { recoverDeliveries, recoverDeliveryRun } from './recover-deliveries.ts';
import { recover, recoverRun } from './recover.ts';

const env = readEnv(
  'budget',
  'capacity',
  'deliveries',
  'delivering',
  'edits',
  'inbox',
  'notices',
  'patience',
  'results',
  'spending',
  'stage',
  'workflow',
);
const observed = observe(env);

const deps = {
  ...connectDelivering(env, observed),
  ...connectRecovering(env, observed),
  ...connectTurns(env, observed),
  results: connectResults(env),
  inbox: connectInbox(env),
  places: inboxPlaces(env),
  sweepSeconds: 300,
  meter: observed.meter,
};

// What keeps one of the two from being swept does not keep the other.
const sweep = async (): Promise<object> => {
  const [edits, deliveries] = await Promise.allSettled([
    recover(deps)('late'),
    recoverDeliveries(deps)('late'),
  ]);
  if (edits.status === 'rejected') throw edits.reason;
  if (deliveries.status === 'rejected') throw deliveries.reason;
  return { ...edits.value, deliveries: deliveries.value };
};

export const handler = taskHandler(async (event) => {
  const cause = recoverCause(event);
  if (cause === 'sweep') return sweep();
  observed.about(cause);
  return 'deliveryId' in cause ? recoverDeliveryRun(deps)(cause) : recoverRun(deps)(cause.editId, cause.run);
}, observed);
