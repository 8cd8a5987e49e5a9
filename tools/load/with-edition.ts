import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveClip } from '../chaos/clip-server.ts';
import { start } from '../chaos/processes.ts';

export interface EditionOptions {
  /** How long the stand-in has an edit. */
  readonly jobSeconds: number;
  readonly slots: number;
  /** Told of each line that the edition prints. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface RunningEdition {
  readonly url: string;
  readonly pid: number;
  readonly standInUrl: string;
  /** A clip that edits may be of. */
  readonly clipUrl: string;
}

/** As `npm start` has it. */
const nodeOptions = ['--max-semi-space-size=4'];

/** The local edition and the stand-in, each in a process of its own and with nothing in it, for as long as `work` takes. */
export const withEdition = async <Done>(
  { jobSeconds, slots, onLine }: EditionOptions,
  work: (running: RunningEdition) => Promise<Done>,
): Promise<Done> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-load-'));
  const forget = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', forget);
  const clip = await serveClip();
  const stopping: (() => Promise<void>)[] = [async () => clip.close()];
  const data = (name: string) => ['--port', '0', '--data', join(folder, name)];
  try {
    const standIn = await start(
      'local/stand-in/main.ts',
      [...data('stand-in'), '--queue', '0', '--run', String(jobSeconds)],
      /listens on (http:\S+):/u,
    );
    stopping.push(async () => standIn.kill());
    const [standInUrl = ''] = standIn.said;
    const edition = await start(
      'local/main.ts',
      [...data('edition'), '--provider', standInUrl, '--slots', String(slots)],
      /listening on (http:\S+)/u,
      { nodeOptions, onLine },
    );
    stopping.push(async () => edition.kill());
    return await work({ url: edition.said[0] ?? '', pid: edition.pid, standInUrl, clipUrl: clip.url });
  } finally {
    for (const stop of stopping.toReversed()) await stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    process.off('exit', forget);
  }
};
