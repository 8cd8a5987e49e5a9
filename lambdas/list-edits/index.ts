import { connectLookingAhead } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { listEdits } from './list-edits.ts';

const env = readEnv('access', 'capacity', 'edits', 'stage');
const observed = observe(env);

export const handler = apiHandler(listEdits(connectLookingAhead(env, observed)), env.ACCESS, observed);
