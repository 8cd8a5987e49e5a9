import { connectLookingAhead } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { readEdit } from './read-edit.ts';

const env = readEnv('access', 'capacity', 'edits', 'stage');
const observed = observe(env);

export const handler = apiHandler(readEdit(connectLookingAhead(env, observed)), env.ACCESS, observed);
