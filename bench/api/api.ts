import { randomUUID } from 'node:crypto';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { editsTable } from '../../lambdas/contract/table.ts';
import { editSchema } from '../../lambdas/contract/edit.ts';
import { start } from '../../tools/chaos/processes.ts';
import type { Bench, Metrics, Table } from '../bench.ts';
import { figure, metric, ratio, round, spreadOf, withSpread } from '../figures.ts';
import { connectEndpoints, type Endpoints } from './endpoints.ts';
import { readEvent, submitEvent } from './requests.ts';
import type { RoundTrips } from './round-trips.ts';
import type { Services } from './services.ts';
import { speedOf, type Speed } from './speed.ts';

const runs = 3;
const secondsEach = 1.5;
const atOnce = [1, 16] as const;

const submits = ['submit', 'submit, clip not looked into', 'put and start alone'] as const;
const reads = ['read', 'get alone'] as const;
const operations = [...submits, ...reads];
type Operation = (typeof operations)[number];
type Calls = Readonly<Record<Operation, () => Promise<unknown>>>;

const nameOf = (operation: Operation, at: number, what: string) => `${operation}, ${at} at once, ${what}`;

const measure = async ({ say }: { readonly say: (line: string) => void }): Promise<Metrics> => {
  const services = await start('bench/api/services.ts', [], /^ready (.+)$/mu);
  try {
    const where = JSON.parse(services.said[0] ?? '') as Services;
    const endpoints = connectEndpoints(where);
    await endpoints.begin();
    const calls = await callsOf(endpoints, where);
    say('counting round trips');
    const counted = await countAll(endpoints, where, calls);
    const speeds = await measureAll(calls, say);
    return { ...counted, ...speeds };
  } finally {
    await services.kill();
  }
};

/** Each as a caller makes it, and each but once: no two are of the same edit. */
const callsOf = async (endpoints: Endpoints, { clipUrl }: Services): Promise<Calls> => {
  const { client, tableName, stepFunctions, stateMachineArn } = endpoints;
  const answer = expecting(202, await endpoints.submit(submitEvent(clipUrl)));
  const { edit_id: editId } = editSchema.parse(JSON.parse(answer.body ?? ''));
  const key = { [editsTable.partitionKey]: editId };
  const get = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  const { Item: item } = await client.send(get);
  return {
    submit: async () => expecting(202, await endpoints.submit(submitEvent(clipUrl))),
    'submit, clip not looked into': async () =>
      expecting(202, await endpoints.submitUnseen(submitEvent(clipUrl))),
    'put and start alone': async () => {
      const id = randomUUID();
      const fresh = { ...item, [editsTable.partitionKey]: id };
      await client.send(new PutCommand({ TableName: tableName, Item: fresh }));
      const input = JSON.stringify({ edit_id: id });
      await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name: id, input }));
    },
    read: async () => expecting(200, await endpoints.read(readEvent(editId))),
    'get alone': async () => client.send(get),
  };
};

const expecting = (
  statusCode: number,
  answer: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 => {
  if (answer.statusCode === statusCode) return answer;
  throw new Error(`the API answered ${answer.statusCode ?? 'nothing'}: ${answer.body ?? ''}`);
};

const kinds = ['dynamo', 'stepFunctions', 'media'] as const;
const countedCalls = 20;

/** Of warm functions: what is held from call to call was read before. */
const countAll = async (
  { trips, submit }: Endpoints,
  { clipUrl }: Services,
  calls: Calls,
): Promise<Metrics> => {
  const count = async (call: () => Promise<unknown>): Promise<RoundTrips> => {
    await call();
    const before = { ...trips };
    for (let calls = 0; calls < countedCalls; calls += 1) await call();
    return {
      dynamo: (trips.dynamo - before.dynamo) / countedCalls,
      stepFunctions: (trips.stepFunctions - before.stepFunctions) / countedCalls,
      media: (trips.media - before.media) / countedCalls,
    };
  };
  const withKey = async () => expecting(202, await submit(submitEvent(clipUrl, randomUUID())));
  const all = {
    submit: await count(calls.submit),
    'submit with a key': await count(withKey),
    read: await count(calls.read),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, counts]) => [
      ...kinds.map((kind) => [`${name}, ${kind} round trips`, round(counts[kind])] as const),
      [`${name}, AWS round trips`, round(counts.dynamo + counts.stepFunctions)] as const,
    ]),
  );
};

const measureAll = async (calls: Calls, say: (line: string) => void): Promise<Metrics> => {
  let metrics: Metrics = {};
  for (const at of atOnce) {
    const speeds: Record<Operation, Speed[]> = {
      submit: [],
      'submit, clip not looked into': [],
      'put and start alone': [],
      read: [],
      'get alone': [],
    };
    // In turn: what else the machine does meanwhile is not all one operation's.
    for (let run = 1; run <= runs; run += 1) {
      say(`${at} at once, run ${run} of ${runs}`);
      for (const operation of operations) {
        speeds[operation].push(await speedOf(calls[operation], { seconds: secondsEach, atOnce: at }));
      }
    }
    for (const operation of operations) {
      const all = speeds[operation];
      metrics = {
        ...metrics,
        ...spreadOf(
          nameOf(operation, at, 'calls a second'),
          all.map(({ perSecond }) => perSecond),
        ),
        ...spreadOf(
          nameOf(operation, at, 'p50 ms'),
          all.map(({ p50Ms }) => p50Ms),
        ),
        ...spreadOf(
          nameOf(operation, at, 'p99 ms'),
          all.map(({ p99Ms }) => p99Ms),
        ),
      };
    }
  }
  return metrics;
};

const tripsTable = (metrics: Metrics): Table => ({
  caption: 'Requests of a warm function, on average; `submit-edit` until it waits for the verdict:',
  head: ['call', 'DynamoDB', 'Step Functions', 'clip'],
  rows: [
    ['`submit-edit`', 'submit'],
    ['`submit-edit` with an `Idempotency-Key`', 'submit with a key'],
    ['`read-edit`', 'read'],
  ].map(([title = '', name = '']) => [
    title,
    ...kinds.map((kind) => figure(metric(metrics, `${name}, ${kind} round trips`))),
  ]),
});

const titles: Readonly<Record<Operation, string>> = {
  submit: '`submit-edit`',
  'submit, clip not looked into': '… without a look into the clip',
  'put and start alone': '`PutItem` and `StartExecution` of the SDK, and nothing else',
  read: '`read-edit`',
  'get alone': '`GetItem` of the SDK, and nothing else',
};

const speedTable = (metrics: Metrics, at: number): Table => ({
  caption: `${at === 1 ? 'One call' : `${at} calls`} at once (median of ${runs} runs of ${secondsEach} s; lowest to highest):`,
  head: ['call', 'calls a second', 'p50, ms', 'p99, ms', 'p50, of the SDK alone'],
  rows: operations.map((operation) => {
    const floor: Operation = reads.some((read) => read === operation) ? 'get alone' : 'put and start alone';
    const p50 = (of: Operation) => metric(metrics, nameOf(of, at, 'p50 ms'));
    return [
      titles[operation],
      ...['calls a second', 'p50 ms', 'p99 ms'].map((what) =>
        withSpread(metrics, nameOf(operation, at, what)),
      ),
      ratio(p50(operation), p50(floor)),
    ];
  }),
});

export const api: Bench = {
  name: 'api',
  about: 'submit-edit and read-edit: round trips, calls a second and latency, against the SDK alone',
  sections: {
    api: {
      page: 'performance.md',
      tables: (metrics) => [tripsTable(metrics), ...atOnce.map((at) => speedTable(metrics, at))],
    },
  },
  targets: [
    {
      what: '`submit-edit`: round trips to AWS before it waits for the verdict',
      metric: 'submit, AWS round trips',
      atMost: 3,
    },
    { what: '`read-edit`: round trips to AWS', metric: 'read, AWS round trips', atMost: 1 },
  ],
  measure,
};
