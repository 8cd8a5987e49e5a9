import { connectDealing } from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { cancelEdit } from './cancel-edit.ts';

const env = readEnv(
  'access',
  'budget',
  'capacity',
  'edits',
  'notices',
  'patience',
  'provider',
  'spending',
  'stage',
);
const observed = observe(env);

export const handler = apiHandler(cancelEdit(connectDealing(env, observed)), env.ACCESS, observed);
