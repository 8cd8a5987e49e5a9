import { connectRecovering, connectResults, connectTurns } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { recoverCause } from '../adapters/lambda/recover-cause.ts';
import { readEnv } from '../adapters/read-env.ts';
import { recover, recoverRun } from './recover.ts';

const env = readEnv('capacity', 'edits', 'notices', 'patience', 'results', 'stage', 'workflow');
const observed = observe(env);

const deps = {
  ...connectRecovering(env, observed),
  ...connectTurns(env, observed),
  results: connectResults(env),
  sweepSeconds: 300,
};

export const handler = taskHandler(async (event) => {
  const cause = recoverCause(event);
  return cause === 'sweep' ? recover(deps)('late') : recoverRun(deps)(cause.editId, cause.run);
}, observed);
