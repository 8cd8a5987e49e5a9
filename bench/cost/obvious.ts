import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import type { Definition } from '../../local/definition.ts';
import { startEngine } from '../../local/engine.ts';
import { fakeS3, type FakeS3 } from '../../test/fakes/s3.ts';
import { assumed } from '../../tools/scale/facts.ts';
import type { Counts } from './counts.ts';

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:';

/** What one would write first: a loop with a fixed wait, whose execution is all there is to know about the edit. */
const definition: Definition = {
  definition: {
    StartAt: 'Submit',
    States: {
      Submit: { Type: 'Task', Resource: `${arn}submit`, Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 10, Next: 'Status' },
      Status: { Type: 'Task', Resource: `${arn}status`, ResultPath: '$.status', Next: 'Done?' },
      'Done?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.status.next', StringEquals: 'store', Next: 'Store' }],
        Default: 'Wait',
      },
      Store: { Type: 'Task', Resource: `${arn}store`, Next: 'Completed' },
      Completed: { Type: 'Succeed' },
    },
  },
  functions: { Submit: 'submit', Status: 'status', Store: 'store' },
};

const waitSeconds = 10;
const passSeconds = 0.1;
const statusSeconds = 0.2;
/** Its callers are told nothing of when to ask again. */
const callerAsksEvery = 10;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Runs one edit of that design, with the same engine and by a clock that is put forward, and counts what it asks for. */
export const countObvious = async (jobSeconds: number): Promise<Counts> => {
  const s3 = await fakeS3();
  try {
    return await countWith(s3, jobSeconds);
  } finally {
    await s3.close();
  }
};

const countWith = async (s3: FakeS3, jobSeconds: number): Promise<Counts> => {
  const functions: Record<string, { calls: number; seconds: number }> = {};
  const called = (name: string, seconds: number): void => {
    const { calls, seconds: before } = functions[name] ?? { calls: 0, seconds: 0 };
    functions[name] = { calls: calls + 1, seconds: before + seconds };
  };
  let [now, transitions, taken] = [0, 0, 0];
  const ended = Promise.withResolvers<undefined>();
  const store = async (): Promise<object> => {
    const clip = await readFile(join(import.meta.dirname, '..', '..', 'local', 'samples', 'input-1-1.mp4'));
    const rest = Buffer.alloc(assumed.outputBytes - clip.byteLength);
    await new Upload({
      client: s3.client,
      params: { Bucket: s3.bucketName, Key: 'output.mp4', Body: Readable.from([clip, rest]) },
      partSize: 5 * 1_024 ** 2,
    }).done();
    called('store-result', assumed.functionSeconds['store-result'] ?? NaN);
    return {};
  };
  const engine = startEngine({
    definition,
    log: quiet,
    behaviours: {
      submit: async () => {
        now += assumed.submitSeconds;
        taken = now;
        called('send', assumed.submitSeconds);
        return { requestId: 'request-1' };
      },
      status: async () => {
        now += waitSeconds + passSeconds;
        const finished = now >= taken + jobSeconds;
        now += statusSeconds;
        called('check-status', statusSeconds);
        return { next: finished ? 'store' : 'wait' };
      },
      // Nothing of it is caught by the state machine: a fault ends the run.
      store: async () =>
        store().catch((fault: unknown) => {
          ended.reject(fault);
          throw fault;
        }),
    },
    onState: (_edit, state) => {
      transitions += 1;
      if (state === 'Completed') ended.resolve(undefined);
    },
    waits: { Wait: 0 },
  });
  await engine.start('edit', 1);
  await ended.promise;
  await engine.close();
  const requests = s3.calls.map((call) => call.split(' ')[0] ?? '');
  const reads = Math.ceil(now / callerAsksEvery);
  called('submit-edit', 0.1);
  for (let read = 0; read < reads; read += 1) called('read-edit', 0.1);
  return {
    transitions,
    functions,
    writeUnits: 0,
    readUnits: 0,
    s3: tally(requests),
    events: 1,
    apiRequests: 1 + reads,
  };
};

const tally = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]));
