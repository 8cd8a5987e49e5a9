import { setTimeout } from 'node:timers/promises';
import { quantile } from 'simple-statistics';
import { Agent, request } from 'undici';
import { editSchema, editPageSchema } from '../../lambdas/contract/edit.ts';
import { takenBy, type Taken } from '../../tools/load/process-facts.ts';
import { withEdition, type RunningEdition } from '../../tools/load/with-edition.ts';

/** What a stretch of time took of the edition's process. */
export interface Stretch {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface GrowthRun {
  readonly accepting: Stretch;
  readonly waiting: { readonly read: Latency; readonly list: Latency };
  /** Until all have come to their end, or as long as it is watched. */
  readonly draining: Stretch & { readonly finished: number };
  readonly residentBytes: { readonly before: number; readonly underWay: number };
}

const callers = 64;
const slots = 200;
/** Long enough that who stands in line sleeps through most of it, and short enough to see the end. */
const jobSeconds = 3;
/** Until it is known how long jobs take. */
const warmUp = 60;
const reads = 150;
const readEveryMs = 40;
const longestSeconds = 120;
/** How long the drain is watched: time enough to see how fast it is. */
const drainSeconds = 75;

/** Has so many edits under way at once, reads them meanwhile, and lets all come to their end. */
export const runAt = async (size: number, say: (line: string) => void): Promise<GrowthRun> => {
  let [completed, failed] = [0, 0];
  const onLine = (line: string): void => {
    completed += line.includes(' Edit Completed ') ? 1 : 0;
    failed += / Edit (?:Failed|Uncertain|Cancelled) /u.test(line) ? 1 : 0;
  };
  return withEdition({ jobSeconds, slots, onLine }, async (running) => {
    const connections = new Agent({ connections: callers, headersTimeout: 120_000 });
    const caller = callerOf(running, connections);
    /** @returns whether so many are completed within that time */
    const completedUpTo = async (count: number, seconds: number): Promise<boolean> => {
      const until = Date.now() + seconds * 1_000;
      while (completed < count && Date.now() < until) {
        if (failed > 0) throw new Error(`${failed} of the edits came to another end than completed`);
        await setTimeout(50);
      }
      return completed >= count;
    };
    const stretch = async (work: () => Promise<unknown>): Promise<Stretch> => {
      const [began, before] = [performance.now(), await taken(running)];
      await work();
      const { cpuSeconds } = await taken(running);
      return { seconds: (performance.now() - began) / 1_000, cpuSeconds: cpuSeconds - before.cpuSeconds };
    };
    try {
      say(`${size} edits: the first jobs`);
      await caller.submit(warmUp);
      if (!(await completedUpTo(warmUp, longestSeconds)))
        throw new Error(`only ${completed} edits were completed`);
      await caller.holdJobs();
      const before = (await taken(running)).residentBytes;
      say(`${size} edits: asking for all of them`);
      let ids: readonly string[] = [];
      const accepting = await stretch(async () => {
        ids = await caller.submit(size);
      });
      const underWay = (await taken(running)).residentBytes;
      say(`${size} edits: reading them`);
      const waiting = await readMeanwhile(caller, ids);
      if (completed > warmUp) throw new Error('edits came to their end before they were to');
      say(`${size} edits: letting them finish`);
      const draining = await stretch(async () => {
        await caller.letJobsFinish();
        await completedUpTo(warmUp + size, drainSeconds);
      });
      const finished = completed - warmUp;
      return { accepting, waiting, draining: { ...draining, finished }, residentBytes: { before, underWay } };
    } finally {
      await connections.destroy();
    }
  });
};

const taken = async ({ pid }: RunningEdition): Promise<Taken> => {
  const facts = await takenBy(pid);
  if (facts === undefined) throw new Error('what a process takes is told by Linux alone');
  return facts;
};

interface Caller {
  /** @returns the ids, once all are on record and the provider has given its verdict or they stand in line */
  submit(count: number): Promise<readonly string[]>;
  read(editId: string): Promise<void>;
  list(): Promise<void>;
  /** From now on no job is ever finished, as far as the stand-in tells. */
  holdJobs(): Promise<void>;
  letJobsFinish(): Promise<void>;
}

const callerOf = ({ url, standInUrl, clipUrl }: RunningEdition, dispatcher: Agent): Caller => {
  const call = async (
    address: string,
    options: { method?: 'POST' | 'PUT' | 'DELETE'; body?: object } = {},
  ) => {
    const { method = 'GET', body } = options;
    const answer = await request(address, {
      ...{ method, dispatcher },
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${address}: ${answer.statusCode} ${text}`);
    return text;
  };
  // One prompt: the stand-in edits its pixels once, and what is measured is not ffmpeg.
  const body = { prompt: 'Make it a cold blue night', video_url: clipUrl };
  return {
    submit: async (count) => {
      const ids: string[] = [];
      let asked = 0;
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (asked < count) {
            asked += 1;
            const answer = await call(`${url}/v1/edits`, { method: 'POST', body });
            ids.push(editSchema.parse(JSON.parse(answer)).edit_id);
          }
        }),
      );
      return ids;
    },
    read: async (editId) => {
      editSchema.parse(JSON.parse(await call(`${url}/v1/edits/${editId}`)));
    },
    list: async () => {
      editPageSchema.parse(JSON.parse(await call(`${url}/v1/edits`)));
    },
    holdJobs: async () => {
      const running = { on: 'status', do: { kind: 'say', body: { status: 'in_progress' } } };
      await call(`${standInUrl}/control/faults`, { method: 'PUT', body: [running] });
    },
    letJobsFinish: async () => {
      await call(`${standInUrl}/control/faults`, { method: 'DELETE' });
    },
  };
};

const readMeanwhile = async (caller: Caller, ids: readonly string[]): Promise<GrowthRun['waiting']> => {
  const took: { read: number[]; list: number[] } = { read: [], list: [] };
  const timed = async (what: 'read' | 'list', call: () => Promise<void>): Promise<void> => {
    const began = performance.now();
    await call();
    took[what].push(performance.now() - began);
  };
  for (let count = 0; count < reads; count += 1) {
    // Spread over all of them, the oldest to the newest.
    await timed('read', async () => caller.read(ids[Math.floor((count * ids.length) / reads)] ?? ''));
    if (count % 3 === 0) await timed('list', async () => caller.list());
    await setTimeout(readEveryMs);
  }
  return { read: latencyOf(took.read), list: latencyOf(took.list) };
};

const latencyOf = (tookMs: number[]): Latency => {
  const [p50Ms = NaN, p99Ms = NaN] = quantile(tookMs, [0.5, 0.99]);
  return { p50Ms, p99Ms };
};
