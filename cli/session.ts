import { homedir } from 'node:os';
import { createClient, type Client } from '../client/client.ts';
import { apiAt, usualApi, type Api } from './api/address.ts';
import { callerFor, type Caller } from './api/caller.ts';
import { usageError } from './errors.ts';
import { openJournal, type Journal } from './journal/journal.ts';
import { stateFolder } from './journal/state-folder.ts';
import { createScreen, type Screen } from './output/screen.ts';

/** What every command may be told. */
export interface GlobalOptions {
  readonly api?: string | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** The process that a command runs in. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly in: NodeJS.ReadStream;
  /** Aborted when somebody interrupts. */
  readonly signal: AbortSignal;
}

/** What a command works with. */
export interface Session {
  readonly api: Api;
  readonly caller: Caller;
  readonly client: Client;
  readonly screen: Screen;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** Seconds, of a clock that nobody sets. */
  readonly seconds: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where somebody can be asked, on terminals, and where the question goes. */
  readonly input: NodeJS.ReadStream;
  readonly errors: NodeJS.WriteStream;
  readonly output: NodeJS.WriteStream;
}

// Nobody waits long for a program on the same machine that is not running.
const localRepeats = 2;

/** @throws CliError where options or environment are not as they have to be */
export const openSession = (options: GlobalOptions, surroundings: Surroundings): Session => {
  const { env, out, err, signal } = surroundings;
  const api = chooseApi(options.api, env);
  const caller = callerFor(api, options, env);
  return {
    api,
    caller,
    client: clientOf(api, caller),
    screen: createScreen({ out, err, json: options.json ?? false, quiet: options.quiet ?? false }),
    journal: openJournal(stateFolder(env, process.platform, homedir())),
    signal,
    seconds: () => performance.now() / 1_000,
    now: () => Date.now(),
    input: surroundings.in,
    errors: err,
    output: out,
  };
};

const chooseApi = (given: string | undefined, env: Surroundings['env']): Api => {
  if (given !== undefined) return apiAt(given, '--api');
  const chosen = env['RESHOOT_API'];
  if (chosen !== undefined && chosen !== '') return apiAt(chosen, 'RESHOOT_API');
  return apiAt(usualApi, 'where the local edition is, by default');
};

const clientOf = ({ url, local }: Api, { auth }: Caller): Client => {
  try {
    return createClient({ url, auth, ...(local ? { repeats: localRepeats } : {}) });
  } catch (error) {
    if (error instanceof TypeError) throw usageError(error.message, 'Name the region with --region.');
    throw error;
  }
};
