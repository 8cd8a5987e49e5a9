import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { describeApi } from './describe-api.ts';

const env = readEnv('access', 'stage');

export const handler = apiHandler(describeApi(), env.ACCESS, observe(env));
