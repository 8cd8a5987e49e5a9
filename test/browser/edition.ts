import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client, type EditBody } from '../../client/client.ts';
import { freePort, killPrograms, run, startEdition, type Program } from '../end-to-end/program.ts';

/** What `npm start` runs, on a port and a folder of its own, with the stand-in as a process of its own beside it. */
export interface Edition {
  readonly url: string;
  readonly standIn: string;
  readonly client: Client;
  /** Kills it as a loss of power would. */
  kill(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

// A worker whose set-up took too long ends without any tear-down.
process.once('exit', killPrograms);

/** @param times of the stand-in: `['--queue', '1', '--run', '1']` */
export const openEdition = async (times: readonly string[]): Promise<Edition> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-browser-'));
  const provider = run('local/stand-in/main.ts', [
    '--port',
    '0',
    '--data',
    join(folder, 'stand-in'),
    ...times,
  ]);
  const [standIn, port] = await Promise.all([provider.line(/listens on (http:\/\/[^:]+:\d+)/u), freePort()]);
  let program: Program | undefined;
  let url = '';
  const start = async () => {
    [url, program] = await startEdition(port, join(folder, 'data'), '--provider', standIn);
  };
  const kill = async () => {
    await program?.kill('SIGKILL');
  };
  await start();
  return {
    ...{ url, standIn, start, kill },
    client: createClient({ url }),
    remove: async () => {
      await Promise.all([kill(), provider.kill('SIGKILL')]);
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
};

/** Asks for an edit, past the console. @param wish of the sample clip, as the edition serves it, where it names no other */
export const anEdit = async (
  { url, client }: Edition,
  wish: { readonly prompt: string; readonly video_url?: string; readonly webhook_url?: string },
): Promise<EditBody> => client.edits.create({ video_url: `${url}/samples/input-1-1.mp4`, ...wish });

/** Waits for its end, past the console. */
export const ended = async ({ client }: Edition, { edit_id: editId }: EditBody): Promise<EditBody> => {
  let last: EditBody | undefined;
  for await (last of client.edits.watch(editId));
  if (last === undefined) throw new Error(`${editId} was never seen`);
  return last;
};
