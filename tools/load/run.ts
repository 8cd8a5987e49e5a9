import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRandom } from '../../local/stand-in/faults/random.ts';
import { serveClip } from '../chaos/clip-server.ts';
import { start } from '../chaos/processes.ts';
import { arrivals, type Phase } from './arrivals.ts';
import { follow, type Followed } from './follow.ts';

export interface LoadOptions {
  readonly phases: readonly Phase[];
  /** How long the stand-in has an edit. */
  readonly jobSeconds: number;
  readonly slots: number;
  readonly seed: number;
  /** How long to wait for the last edits after the last came. */
  readonly drainSeconds: number;
}

export interface LoadRun {
  readonly followed: readonly Followed[];
  /** Why edits were refused, or could not be read. */
  readonly errors: readonly string[];
  readonly seconds: number;
  /** The most memory that the edition had, in bytes; absent where the system does not tell. */
  readonly rssBytes?: number | undefined;
}

/** Lets edits come at the local edition, with the stand-in in a process of its own, and follows each as its caller would. */
export const runLoad = async (options: LoadOptions): Promise<LoadRun> => {
  const { phases, jobSeconds, slots, seed, drainSeconds } = options;
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-load-'));
  const clip = await serveClip();
  const stopping: (() => Promise<void>)[] = [async () => clip.close()];
  try {
    const job = ['--queue', '0', '--run', String(jobSeconds)];
    const standIn = await start(
      'local/stand-in/main.ts',
      ['--port', '0', '--data', join(folder, 'stand-in'), ...job],
      /listens on (http:\S+):/u,
    );
    stopping.push(async () => standIn.kill());
    const edition = await start(
      'local/main.ts',
      [
        '--port',
        '0',
        '--data',
        join(folder, 'edition'),
        '--provider',
        standIn.said[0] ?? '',
        '--slots',
        String(slots),
      ],
      /listening on (http:\S+)/u,
    );
    stopping.push(async () => edition.kill());
    const url = edition.said[0] ?? '';
    const times = arrivals(phases, createRandom(seed));
    const began = Date.now();
    const until = began + ((times.at(-1) ?? 0) + drainSeconds) * 1_000;
    const errors: string[] = [];
    let [rss, ended] = [0, false];
    const sampling = (async () => {
      while (!ended) {
        rss = Math.max(rss, await residentBytes(edition.pid));
        await setTimeout(500);
      }
    })();
    // One prompt: the stand-in edits its pixels once, and what is measured is not ffmpeg.
    const body = { prompt: 'Make it a cold blue night', video_url: clip.url };
    const followed = await Promise.all(
      times.map(async (at) => {
        await setTimeout(Math.max(0, began + at * 1_000 - Date.now()));
        return follow(url, body, until).catch((error: unknown) => {
          errors.push(error instanceof Error ? error.message : String(error));
          return undefined;
        });
      }),
    );
    const seconds = (Date.now() - began) / 1_000;
    ended = true;
    await sampling;
    return {
      followed: followed.filter((one) => one !== undefined),
      ...{ errors, seconds },
      rssBytes: rss === 0 ? undefined : rss,
    };
  } finally {
    for (const stop of stopping.toReversed()) await stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

// Linux alone tells it so.
const residentBytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0);
};
