import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pLimit from 'p-limit';
import { editStatusSchema, type EditBody } from '../../lambdas/contract/edit.ts';
import { synthesise } from '../../local/definition.ts';
import { hasCode } from '../../local/errors.ts';
import { createRandom } from '../../local/stand-in/faults/random.ts';
import { faultsIn, notToldOnce, spoiltOutputs, type Books } from './books.ts';
import { editionCalls, standInCalls } from './calls.ts';
import { randomFaults } from './faults.ts';
import { serveClip } from './clip-server.ts';
import { start, type Running } from './processes.ts';
import { spendingOf } from './spending.ts';

export interface ChaosOptions {
  readonly edits: number;
  readonly kills: number;
  readonly seed: number;
  readonly slots: number;
  readonly print: (line: string) => void;
}

export interface Verdict {
  /** Everything that does not balance. */
  readonly faults: readonly string[];
  readonly lines: readonly string[];
}

type Status = EditBody['status'];

/** Where an edit is while something is done about it: each of these has to be hit by a kill. */
const busyStates = ['accepted', 'submitting', 'queued', 'running', 'storing'] as const satisfies Status[];
const mostExtraKills = 40;
const ends: readonly string[] = ['completed', 'failed', 'cancelled', 'uncertain'];
const endSeconds = 600;
/** So many of the edits are asked for twice, and cancelled. */
const repeatedShare = 0.2;
const cancelledShare = 0.04;

/**
 * Lets the local edition work through edits while it is killed again and again and the provider does all it can do
 * wrong, and then balances the books against those of the provider.
 */
export const chaos = async (options: ChaosOptions): Promise<Verdict> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-chaos-'));
  try {
    return await run(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

const run = async (folder: string, { edits, kills, seed, slots, print }: ChaosOptions): Promise<Verdict> => {
  const next = createRandom(seed);
  const definition = join(folder, 'definition.json');
  await writeFile(definition, JSON.stringify(await synthesise(join(folder, 'cdk.out'))));
  const standIn = await start(
    'local/stand-in/main.ts',
    [
      '--port',
      '0',
      '--queue',
      '1',
      '--run',
      '1.5',
      '--seed',
      String(seed),
      '--data',
      join(folder, 'stand-in'),
    ],
    /listens on (http:\/\/[^:]+:\d+)/u,
  );
  const provider = standIn.said[0] ?? '';
  const there = standInCalls(provider);
  await there.layFaults(randomFaults);

  const port = await freePort(next);
  const data = join(folder, 'data');
  const hits = new Map<Status, number>();
  const startEdition = async (): Promise<Running> => {
    const running = await start(
      'tools/chaos/edition.ts',
      [
        ...['--definition', definition, '--data', data, '--port', String(port)],
        ...['--provider', provider, '--slots', String(slots)],
      ],
      /listening on \S+ resumed (\{.*\})/u,
    );
    for (const [status, count] of Object.entries(
      JSON.parse(running.said[0] ?? '{}') as Record<Status, number>,
    ))
      hits.set(status as Status, (hits.get(status as Status) ?? 0) + count);
    return running;
  };
  const clip = await serveClip();
  let edition = await startEdition();
  const here = editionCalls(() => `http://127.0.0.1:${port}`);
  try {
    const asking = createAsking(next, here, clip.url);
    const unhit = () => busyStates.filter((status) => !hits.has(status));
    const batch = Math.max(1, Math.ceil(edits / Math.max(1, kills)));
    let kill = 0;
    // States that no kill hit yet are worth a few more, with a few more edits.
    for (; kill < kills || (kills > 0 && unhit().length > 0 && kill < kills + mostExtraKills); kill += 1) {
      asking.ask(kill < kills ? Math.min(batch, edits - asking.count()) : batch);
      await setTimeout(200 + next() * 3_000);
      await edition.kill();
      edition = await startEdition();
      if ((kill + 1) % 10 === 0) print(`${kill + 1} kills, ${asking.count()} edits; hit: ${hitsIn(hits)}`);
    }
    asking.ask(Math.max(0, edits - asking.count()));
    const ids = await asking.done();
    const muddled = await there.muddledSubmits();
    await there.layFaults([]);
    const found = await untilAllEnded(ids, here);
    const books: Books = {
      asked: ids.size,
      jobs: jobsByEdit(await there.journal()),
      succeeded: new Set(
        (await there.jobs()).flatMap(({ request_id: id, status }) => (status === 'succeeded' ? [id] : [])),
      ),
      edits: found,
      spoilt: await spoiltOutputs(found, join(data, 'bucket')),
      badlyTold: notToldOnce(found, await readFile(join(data, 'events.jsonl'), 'utf8')),
      answersLost: muddled + (hits.get('submitting') ?? 0),
    };
    const faults = [
      ...faultsIn(books),
      ...unhit().map((status) => `no kill hit an edit that was ${status}`),
      ...(await settle(books, here)),
    ];
    const jobs = await there.jobs();
    await edition.kill();
    const spending = await spendingOf(join(data, 'table'), [...ids.values()], {
      made: jobs.filter(({ status }) => status === 'succeeded').length,
      taken: (await there.journal()).length,
    });
    return {
      faults: [...faults, ...spending.faults],
      lines: [...report(books, hits, kill), `spent      $${spending.spentUsd.toFixed(2)} in the books`],
    };
  } finally {
    await edition.kill();
    await standIn.kill();
    await clip.close();
  }
};

type Here = ReturnType<typeof editionCalls>;

interface Asking {
  /** Asks for so many more edits, without waiting for the answers. */
  ask(edits: number): void;
  count(): number;
  /** @returns the ids of all, by name, once all are on record */
  done(): Promise<ReadonlyMap<string, string>>;
}

const createAsking = (next: () => number, here: Here, clip: string): Asking => {
  const ids = new Map<string, string>();
  const limit = pLimit(20);
  const asked: Promise<void>[] = [];
  const one = async (name: string, repeated: boolean, cancelled: boolean): Promise<void> => {
    const body = { prompt: 'chaos', video_url: `${clip}?edit=${name}` };
    const { edit_id: id } = await here.submit(name, body);
    ids.set(name, id);
    if (repeated) {
      const again = await here.submit(name, body);
      if (again.edit_id !== id) throw new Error(`${name} became two edits`);
    }
    if (cancelled) await here.cancel(id);
  };
  return {
    ask: (edits) => {
      for (let more = 0; more < edits; more += 1) {
        const name = String(asked.length + 1);
        const [repeated, cancelled] = [next() < repeatedShare, next() < cancelledShare];
        asked.push(limit(async () => one(name, repeated, cancelled)));
      }
    },
    count: () => asked.length,
    done: async () => {
      await Promise.all(asked);
      return ids;
    },
  };
};

const untilAllEnded = async (
  ids: ReadonlyMap<string, string>,
  here: Here,
): Promise<Map<string, EditBody>> => {
  const deadline = performance.now() + endSeconds * 1_000;
  for (;;) {
    const byId = new Map((await here.all()).map((edit) => [edit.edit_id, edit]));
    const found = new Map(
      [...ids].flatMap(([name, id]) => {
        const edit = byId.get(id);
        return edit === undefined ? [] : [[name, edit] as const];
      }),
    );
    const open = [...found.values()].filter(({ status }) => !ends.includes(status));
    if (open.length === 0 || performance.now() > deadline) return found;
    await setTimeout(500);
  }
};

const jobsByEdit = (
  journal: readonly { readonly request_id: string; readonly input: { readonly video_url: string } }[],
): ReadonlyMap<string, string[]> => {
  const jobs = new Map<string, string[]>();
  for (const { request_id: id, input } of journal) {
    const name = new URL(input.video_url).searchParams.get('edit') ?? '';
    jobs.set(name, [...(jobs.get(name) ?? []), id]);
  }
  return jobs;
};

/** Does what an operator would: adopts what the provider has, sends what it never had. @returns what is still open */
const settle = async ({ edits, jobs }: Books, here: Here): Promise<string[]> => {
  const uncertain = [...edits].filter(([, { status }]) => status === 'uncertain');
  for (const [name, { edit_id: id }] of uncertain) {
    const [job] = jobs.get(name) ?? [];
    await here.resolve(id, job === undefined ? { action: 'resubmit' } : { action: 'adopt', request_id: job });
  }
  const ids = new Map(uncertain.map(([name, { edit_id: id }]) => [name, id]));
  const settled = await untilAllEnded(ids, here);
  return [...settled]
    .filter(
      ([, { status, cancel_requested_at: cancelled }]) => status !== 'completed' && cancelled === undefined,
    )
    .map(([name, { status }]) => `edit ${name} was settled and is ${status}`);
};

const report = (
  { asked, jobs, edits, answersLost }: Books,
  hits: ReadonlyMap<Status, number>,
  kills: number,
) => {
  const counts = new Map<string, number>();
  for (const { status } of edits.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
  const paid = [...jobs.values()].reduce((sum, taken) => sum + taken.length, 0);
  return [
    `asked for  ${asked} edits`,
    `paid       ${paid} jobs for ${jobs.size} edits`,
    `ended      ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`,
    `answers    ${answersLost} lost`,
    `kills      ${kills}, and what they hit: ${hitsIn(hits)}`,
  ];
};

const hitsIn = (hits: ReadonlyMap<Status, number>): string =>
  editStatusSchema.options
    .flatMap((status) => (hits.has(status) ? [`${hits.get(status) ?? 0} ${status}`] : []))
    .join(', ');

// Below those that connections are made from: who calls a port where nobody listens may be given that very port to
// call from, and then has it.
const freePort = async (next: () => number): Promise<number> => {
  for (;;) {
    const port = 10_000 + Math.floor(next() * 20_000);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
      return port;
    } catch (error) {
      if (!hasCode(error, 'EADDRINUSE')) throw error;
    }
  }
};
