import { randomBytes } from 'node:crypto';
import { connectLookingAhead, connectRecovering, inputRules } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { submitEdit } from './submit-edit.ts';

const env = readEnv('access', 'capacity', 'edits', 'inputs', 'notices', 'patience', 'stage', 'workflow');
const observed = observe(env);

export const handler = apiHandler(
  submitEdit({
    ...connectLookingAhead(env, observed),
    ...connectRecovering(env, observed),
    ...inputRules(env),
    stage: env.STAGE,
    randomBytes: () => randomBytes(17),
    verdictSeconds: 8,
  }),
  env.ACCESS,
  observed,
);
