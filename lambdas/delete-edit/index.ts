import {
  connectDeliveries,
  connectInbox,
  connectResults,
  connectTelling,
  inboxPlaces,
} from '../adapters/lambda/connect.ts';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { deleteEdit } from './delete-edit.ts';

const env = readEnv('access', 'deliveries', 'edits', 'inbox', 'notices', 'results', 'spending', 'stage');
const observed = observe(env);

export const handler = apiHandler(
  deleteEdit({
    ...connectTelling(env, observed),
    deliveries: connectDeliveries(env),
    results: connectResults(env),
    inbox: connectInbox(env),
    places: inboxPlaces(env),
  }),
  env.ACCESS,
  observed,
);
