import {
  connectInbox,
  connectPreflight,
  connectRecovering,
  connectRejections,
  inboxPlaces,
  inputRules,
} from '../adapters/lambda/connect.ts';
import { taskHandler } from '../adapters/lambda/handlers.ts';
import { inboxCause } from '../adapters/lambda/inbox-cause.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { preflight } from '../core/preflight.ts';
import { acceptUpload, type AcceptUploadDeps } from './accept-upload.ts';
import { sweepInbox } from './sweep-inbox.ts';

const env = readEnv(
  'edits',
  'inbox',
  'inboxOwner',
  'inputs',
  'limits',
  'notices',
  'patience',
  'results',
  'spending',
  'stage',
  'workflow',
);
const observed = observe(env);
const looking = connectPreflight(env);

const deps: AcceptUploadDeps = {
  ...connectRecovering(env, observed),
  ...inputRules(env),
  inbox: connectInbox(env),
  places: inboxPlaces(env),
  rejections: connectRejections(env, observed),
  owner: env.INBOX_OWNER,
  stage: env.STAGE,
  about: observed.about,
  limits: looking.limits,
  lookInto: async (request) => preflight(request, looking),
};
const accept = acceptUpload(deps);
const sweep = sweepInbox(deps);

export const handler = taskHandler(async (event) => {
  const cause = inboxCause(event);
  if (cause === 'sweep') return sweep();
  await accept(cause);
  return {};
}, observed);
