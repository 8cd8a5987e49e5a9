import { connectTelling } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { announce } from './announce.ts';

const env = readEnv('edits', 'notices', 'spending', 'stage');
const observed = observe(env);

export const handler = taskHandler(announce(connectTelling(env, observed)), observed);
