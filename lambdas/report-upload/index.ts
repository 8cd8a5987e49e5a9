import { connectEdits, connectInbox, inboxPlaces } from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { reportUpload } from './report-upload.ts';

const env = readEnv('edits', 'inbox', 'results', 'stage');

export const handler = taskHandler(
  reportUpload({
    edits: connectEdits(env),
    inbox: connectInbox(env),
    places: inboxPlaces(env),
    clock: systemClock,
  }),
  observe(env),
);
