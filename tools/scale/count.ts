import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoBudget } from '../../lambdas/adapters/dynamodb/budget.ts';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { dynamoPrices } from '../../lambdas/adapters/dynamodb/prices.ts';
import { dynamoTimes } from '../../lambdas/adapters/dynamodb/times.ts';
import { dynamoTurns } from '../../lambdas/adapters/dynamodb/turns.ts';
import type { ApiRequest, ApiResponse } from '../../lambdas/adapters/http/api.ts';
import { s3Results } from '../../lambdas/adapters/s3/results.ts';
import { toEventDetail } from '../../lambdas/adapters/wire/edit.ts';
import { eventSource } from '../../lambdas/contract/events.ts';
import { lookLimits } from '../../lambdas/contract/look-limits.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { editsTable, stageItems } from '../../lambdas/contract/table.ts';
import { deployedUrls } from '../../lambdas/contract/urls.ts';
import type { JobTimes } from '../../lambdas/core/job-times.ts';
import { editIdOf } from '../../lambdas/core/new-edit.ts';
import { patience } from '../../lambdas/core/patience.ts';
import type { Clock, Notices } from '../../lambdas/core/ports.ts';
import { budgetLimits } from '../../lambdas/core/spending.ts';
import { readEdit } from '../../lambdas/read-edit/read-edit.ts';
import { readOutput } from '../../lambdas/read-output/read-output.ts';
import { startDeliveries } from '../../lambdas/start-deliveries/start-deliveries.ts';
import { submitEdit } from '../../lambdas/submit-edit/submit-edit.ts';
import type { Definition } from '../../local/definition.ts';
import { startEngine, type Behaviour } from '../../local/engine.ts';
import { openTable, type LocalTable } from '../../local/table.ts';
import { workflowBehaviours } from '../../local/workflow-behaviours.ts';
import { grownClip } from '../../test/fakes/grown-clip.ts';
import { fakeProvider } from '../../test/fakes/provider.ts';
import { fakeS3 } from '../../test/fakes/s3.ts';
import { countCalls, noCalls, type TableCalls } from './calls.ts';

/** What one edit asks of everything, from its request to the reading of its output. */
export interface EditCalls {
  readonly table: TableCalls;
  /** States entered: each is a transition. */
  readonly transitions: number;
  /** Calls of functions by name. */
  readonly functions: Readonly<Record<string, number>>;
  readonly looks: number;
  /** How long calls of `check-status` took, in all. */
  readonly lookingSeconds: number;
  /** From the end of the job until a look told it. */
  readonly lagSeconds: number;
  /** Events that the bus was given, and the requests that they came in. */
  readonly events: number;
  readonly putEvents: number;
  readonly apiRequests: number;
  /** Requests of S3 by operation. */
  readonly s3: Readonly<Record<string, number>>;
}

export interface CountedEdit {
  readonly definition: Definition;
  /** From when the provider takes it until it is finished there. */
  readonly jobSeconds: number;
  /** How long the provider takes to answer the paid call. */
  readonly submitSeconds: number;
  /** Of its output. */
  readonly outputBytes: number;
  readonly budget: boolean;
  /** What is known of jobs already. @default - nothing */
  readonly times?: JobTimes | undefined;
  /** How many other edits the provider has. @default 0 */
  readonly underWay?: number | undefined;
}

/** What a pass of the state machine takes besides its wait: the states, and the start of the function. */
const passMs = 100;
/** What the provider takes to say how a job stands. */
const statusMs = 200;

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Runs one edit through the synthesised state machine, with the real functions, tables and storage code, by a clock that
 * is put forward where somebody would wait: so the counts are those of a job of minutes. Nobody else is there.
 */
export const countEdit = async (props: CountedEdit): Promise<EditCalls> => {
  const { definition, jobSeconds, submitSeconds } = props;
  const calls = noCalls();
  const [table, s3] = await Promise.all([openTable(), fakeS3()]);
  await begun(table, props);
  countCalls(table.client, calls);
  const functions: Record<string, number> = {};
  let [now, transitions, looks, events, putEvents] = [start, 0, 0, 0, 0];
  const called = (name: string): void => {
    functions[name] = (functions[name] ?? 0) + 1;
  };
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      await meanwhile();
    },
  };
  let meanwhile = async (): Promise<void> => undefined;
  const until = { finished: Infinity };
  const looked: { ms: number; lagMs?: number } = { ms: 0 };
  const provider = fakeProvider({
    submit: () => {
      now += submitSeconds * 1_000;
      until.finished = now + jobSeconds * 1_000;
      return { verdict: 'accepted', requestId: 'request-1' };
    },
    status: () => {
      looks += 1;
      // Asked while it runs, it is told that it runs, however long the answer takes.
      const finished = now >= until.finished;
      now += statusMs;
      if (finished) looked.lagMs ??= now - until.finished;
      return { status: finished ? 'finished' : 'running' };
    },
    result: () => ({
      result: 'succeeded',
      outputs: [{ url: 'https://playgrounds-storage-public.runcomfy.net/output.mp4', kind: 'video' }],
      costUsd: 0.84,
    }),
  });
  const edits = dynamoEdits({ ...table, clock });
  // As the bus does: a rule hands each event on, here to somebody who finds that nobody has to be told.
  const begin = startDeliveries({
    edits,
    deliveries: nobodyTold,
    deliveryRuns: nobodyTold,
    receivers: [],
    clock,
    log: quiet,
  });
  const notices: Notices = {
    send: async (sent) => {
      putEvents += 1;
      events += sent.length;
      for (const { notice, request: told } of sent) {
        called('start-deliveries');
        await begin({ source: eventSource, 'detail-type': notice.type, detail: toEventDetail(notice, told) });
      }
      return sent.map(({ notice }) => notice.id);
    },
  };
  const results = s3Results(s3);
  const common = {
    ...{ edits, provider, notices, clock, log: quiet, patience, lookLimits, slots: 2_000 },
    turns: dynamoTurns({ ...table, clock }),
    times: dynamoTimes({ ...table, clock, log: quiet }),
    budget: props.budget ? dynamoBudget({ ...table, limits: much }) : undefined,
  };
  const prices = dynamoPrices({ ...table, provider, clock, log: quiet });
  const downloads = { open: async () => output(props.outputBytes) };

  let editId = '';
  let askAt = Infinity;
  const read = readEdit({ ...common });
  /** The caller looks whenever an answer said that it is worth it. */
  const callerLooks = async (): Promise<void> => {
    if (now < askAt) return;
    called('read-edit');
    askAt = nextAsk(now, await read(request({ path: { edit_id: editId } })));
  };
  meanwhile = callerLooks;
  const around =
    (name: string, behaviour: Behaviour): Behaviour =>
    async (input) => {
      // Nobody looks before its caller was answered: so that it is the same in every run.
      if (name !== 'send') await answered.promise;
      called(name);
      now += passMs;
      await callerLooks();
      const began = now;
      const step = (await behaviour(input)) as { readonly next: string; readonly seconds: number };
      if (name === 'check-status') looked.ms += now - began;
      // Two states wait as long as they are told: those before the next turn and the next look.
      if (step.next === 'wait' || step.next === 'look') now += step.seconds * 1_000;
      if (name === 'send') sent.resolve(undefined);
      return step;
    };
  const ended = Promise.withResolvers<undefined>();
  // Its caller is kept until the verdict is there.
  const sent = Promise.withResolvers<undefined>();
  const answered = Promise.withResolvers<undefined>();
  const engine = startEngine({
    definition,
    log: quiet,
    behaviours: Object.fromEntries(
      Object.entries(workflowBehaviours({ ...common, prices, downloads, results })).map(
        ([name, behaviour]) => [name, around(name, behaviour)],
      ),
    ),
    onState: (_editId, state) => {
      transitions += 1;
      if (state === 'Completed') ended.resolve(undefined);
    },
    waits: { WaitForNextLook: 0, WaitForTurn: 0, WaitAfterFault: 0 },
  });

  const callersClock: Clock = {
    ...clock,
    sleep: async (milliseconds) => {
      slept += milliseconds;
      if (slept > submitSeconds * 1_000) await sent.promise;
    },
  };
  let slept = 0;
  const submit = submitEdit({
    ...{ ...common, prices, clock: callersClock },
    stage: 'scale',
    urls: deployedUrls,
    lookInto: async () => ({ inputs: [fiveSeconds], faults: [] }),
    callbacks: { fault: async () => undefined },
    randomBytes: () => randomBytes(17),
    verdictSeconds: 8,
    workflow: {
      start: async (id, run) => {
        editId = id;
        await engine.start(id, run);
      },
    },
  });
  called('submit-edit');
  const accepted = await submit(request({ method: 'POST', body: JSON.stringify(asked) }));
  if (accepted.status !== 202) throw new Error(`the edit was not accepted: ${accepted.body}`);
  askAt = nextAsk(now, accepted);
  answered.resolve(undefined);
  await ended.promise;
  called('read-edit');
  await read(request({ path: { edit_id: editId } }));
  called('read-output');
  await readOutput({ edits, results, clock })(request({ path: { edit_id: editId, n: '1' } }));
  await engine.close();
  await Promise.all([table.close(), s3.close()]);
  return {
    ...{ table: calls, transitions, functions, looks, events, putEvents },
    lookingSeconds: looked.ms / 1_000,
    lagSeconds: (looked.lagMs ?? NaN) / 1_000,
    apiRequests: ['submit-edit', 'read-edit', 'read-output'].reduce(
      (sum, name) => sum + (functions[name] ?? 0),
      0,
    ),
    s3: tally(s3.calls.map((call) => call.split(' ')[0] ?? '')),
  };
};

const tally = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(names)].toSorted().map((name) => [name, names.filter((one) => one === name).length]),
  );

/** What all edits of a stage share is there since its first edit, and that one alone has to make it. */
const begun = async (table: LocalTable, { budget, times, underWay = 0 }: CountedEdit): Promise<void> => {
  const turns = dynamoTurns({ ...table, clock: systemClock });
  await turns.take({ editId: 'first', slots: 1, at: start, serving: 0, marks: [], holdMarks: [] });
  await turns.release('first', start, 180);
  const put = async (key: string, item: object): Promise<void> => {
    const Item = { [editsTable.partitionKey]: key, ...item };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
  };
  if (times !== undefined) await put(stageItems.times, { times, version: 1 });
  if (underWay > 0) {
    const others = Array.from({ length: underWay }, () => [editIdOf(randomBytes(17)), start] as const);
    const holders = Object.fromEntries(others);
    await put(stageItems.line, { holders, tickets: 0, serving: 0, marks: [], hold_marks: [] });
  }
  if (!budget) return;
  const books = dynamoBudget({ ...table, limits: much });
  const first = await books.reserve('first', 840_000, start);
  if ('reserved' in first) await books.settle('first', first.reserved, 840_000);
};

const start = Date.parse('2026-11-25T12:00:00Z');
const much = budgetLimits({ dailyUsd: 1_000_000 });
const nobodyTold = {
  create: () => Promise.reject(new Error('nobody is told')),
  removeAll: () => Promise.reject(new Error('nobody was told')),
  start: () => Promise.reject(new Error('nobody is told')),
};

// A request of some length: an element and a picture, addresses as a signed one is long, a prompt of some sentences.
const address = (name: string) => `https://media.example.com/${'productions/2026/'.repeat(4)}${name}`;
const asked = {
  prompt: 'Make it a cold blue night, painted with a broad brush. '.repeat(8).trim(),
  video_url: address('clip.mp4'),
  image_urls: [address('mood.jpg')],
  elements: [{ frontal_image_url: address('front.png'), reference_image_urls: [address('side.png')] }],
  metadata: { production: 'autumn', shot: '14b' },
};
const fiveSeconds = {
  ...{ path: 'video_url', contentType: 'video/mp4', sizeBytes: 1_000_000 },
  ...{ width: 1280, height: 720, durationSeconds: 5 },
};

const request = (parts: Partial<ApiRequest>): ApiRequest => ({
  ...{ owner: 'scale', operator: false, method: 'GET', url: '/v1/edits', path: {}, query: {}, body: '' },
  headers: { 'content-type': 'application/json' },
  ...parts,
});

const nextAsk = (now: number, { headers }: ApiResponse): number =>
  headers['retry-after'] === undefined ? Infinity : now + Number(headers['retry-after']) * 1_000;

/** What the provider would send. */
const output = async (bytes: number) => {
  const { sizeBytes, piece } = await grownClip(bytes);
  return {
    sizeBytes,
    body: (async function* body() {
      for (let at = 0; at < sizeBytes;) {
        const next = piece(at, at + 65_536);
        at += next.byteLength;
        yield next;
      }
    })(),
  };
};
