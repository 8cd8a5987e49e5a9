import { connectEdits } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { listEdits } from './list-edits.ts';

const env = readEnv('access', 'edits', 'stage');

export const handler = apiHandler(listEdits({ edits: connectEdits(env) }), env.ACCESS, observe(env));
