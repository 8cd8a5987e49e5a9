import { randomBytes } from 'node:crypto';
import { connectRecovering, inputRules } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { submitEdit } from './submit-edit.ts';

const env = readEnv('access', 'edits', 'inputs', 'notices', 'patience', 'stage', 'workflow');
const observed = observe(env);

export const handler = apiHandler(
  submitEdit({
    ...connectRecovering(env, observed),
    ...inputRules(env),
    stage: env.STAGE,
    randomBytes: () => randomBytes(17),
    verdictSeconds: 8,
  }),
  env.ACCESS,
  observed,
);
