import { setTimeout } from 'node:timers/promises';
import { createRandom } from '../../local/stand-in/faults/random.ts';
import { arrivals, type Phase } from './arrivals.ts';
import { follow, type Followed } from './follow.ts';
import { takenBy } from './process-facts.ts';
import { withEdition } from './with-edition.ts';

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
  return withEdition({ jobSeconds, slots }, async ({ url, pid, clipUrl }) => {
    const times = arrivals(phases, createRandom(seed));
    const began = Date.now();
    const until = began + ((times.at(-1) ?? 0) + drainSeconds) * 1_000;
    const errors: string[] = [];
    let [rss, ended] = [0, false];
    const sampling = (async () => {
      while (!ended) {
        rss = Math.max(rss, (await takenBy(pid))?.residentBytes ?? 0);
        await setTimeout(500);
      }
    })();
    // One prompt: the stand-in edits its pixels once, and what is measured is not ffmpeg.
    const body = { prompt: 'Make it a cold blue night', video_url: clipUrl };
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
  });
};
