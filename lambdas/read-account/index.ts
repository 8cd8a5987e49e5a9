import { connectAccount } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { readAccount } from './read-account.ts';

const env = readEnv('access', 'budget', 'capacity', 'edits', 'limits', 'provider', 'stage');
const observed = observe(env);

export const handler = apiHandler(readAccount(connectAccount(env, observed)), env.ACCESS, observed);
