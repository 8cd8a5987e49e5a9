import { randomBytes } from 'node:crypto';
import {
  connectCounting,
  connectLookingAhead,
  connectPreflight,
  connectRecovering,
  inputRules,
} from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { preflight } from '../core/preflight.ts';
import { submitEdit } from './submit-edit.ts';

const env = readEnv(
  'access',
  'budget',
  'capacity',
  'edits',
  'inputs',
  'limits',
  'notices',
  'patience',
  'spending',
  'stage',
  'workflow',
);
const looking = connectPreflight(env);
const observed = observe(env);

export const handler = apiHandler(
  submitEdit({
    ...connectLookingAhead(env, observed),
    ...connectRecovering(env, observed),
    ...inputRules(env),
    ...connectCounting(env, observed),
    limits: looking.limits,
    lookInto: async (request) => preflight(request, looking),
    stage: env.STAGE,
    randomBytes: () => randomBytes(17),
    verdictSeconds: 8,
    about: observed.about,
  }),
  env.ACCESS,
  observed,
);
