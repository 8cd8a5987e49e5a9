import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StateMachineDoesNotExist,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliveryListSchema } from '../../lambdas/contract/delivery.ts';
import { editSchema } from '../../lambdas/contract/edit.ts';
import { problemSchema } from '../../lambdas/contract/problem.ts';
import { editsTable, stageItems } from '../../lambdas/contract/table.ts';
import { ownerFolder } from '../../lambdas/core/owner-folder.ts';
import { synthesise } from '../../local/definition.ts';
import { startStandIn, type StandIn } from '../../local/stand-in/stand-in.ts';
import { journal, layFaults } from '../end-to-end/calls.ts';
import { serveSamples, type SampleServer } from '../end-to-end/sample-server.ts';
import { answers, loopbackServer } from '../lambdas/adapters/loopback-server.ts';
import { verified } from '../lambdas/adapters/webhooks/receiver.ts';
import { unsignedApi, type Api } from './api.ts';
import { bootstrap, destroy } from './cdk.ts';
import { runExample } from './example.ts';
import { cache, root, startMiniStack, type MiniStack } from './ministack.ts';
import {
  callerInRole,
  clientOf,
  contextOf,
  deployStage,
  listenTo,
  putToken,
  read,
  submit,
  untilEnded,
  type Listener,
  type Outputs,
} from './stage.ts';

const token = 'the-stand-in-s-token';
const minutes = 60_000;

let emulator: MiniStack;
let folder: string;
let standIn: StandIn;
let samples: SampleServer;
let blue: Outputs;
let api: Api;
let listener: Listener;
let s3: S3Client;
let states: SFNClient;
let settings: object;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-aws-'));
  standIn = await startStandIn({
    port: 0,
    dataFolder: join(folder, 'stand-in'),
    queueSeconds: 2,
    runSeconds: 1,
    token,
  });
  samples = await serveSamples();
  // The waits of the state machine pass five times as fast; those of our own code do not.
  emulator = await startMiniStack({ waitScale: 0.2 });
  s3 = new S3Client(clientOf(emulator));
  states = new SFNClient(clientOf(emulator));
  await bootstrap(emulator);
  settings = { provider: { url: standIn.url }, access: { kind: 'iam', owner: 'role' } };
  blue = await deployStage(emulator, { stage: 'blue', settings });
  api = await callerInRole(emulator, blue, 'editor');
  listener = await listenTo(emulator, blue.EventBus);
}, 10 * minutes);
afterAll(async () => {
  await emulator.stop();
  await standIn.close();
  await samples.close();
  await rm(folder, { recursive: true, force: true });
});

const clip = (prompt: string) => ({ prompt, video_url: samples.urlOf('input-1-1.mp4') });
const submitsOf = async (prompt: string) =>
  (await journal(standIn.url)).filter(({ input }) => input.prompt === prompt).length;
const stillRunning = (times = 10_000) =>
  layFaults(standIn.url, [
    { on: 'status', times, do: { kind: 'answer', status: 200, body: { status: 'in_progress' } } },
  ]);
const statesOf = async (editId: string, run: number): Promise<readonly string[]> => {
  const { events = [] } = await states.send(
    new GetExecutionHistoryCommand({ executionArn: executionOf(editId, run), maxResults: 1_000 }),
  );
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
};
const executionOf = (editId: string, run: number) =>
  `${blue.StateMachineArn.replace(':stateMachine:', ':execution:')}:${editId}-${run}`;

// Five minutes, which no test need wait for.
const untilItIsTimeForATry = async (): Promise<void> => {
  await DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(emulator))).send(
    new UpdateCommand({
      TableName: blue.EditsTable,
      Key: { [editsTable.partitionKey]: stageItems.line },
      UpdateExpression: 'SET #pause.#tryAt = :now',
      ExpressionAttributeNames: { '#pause': 'pause', '#tryAt': 'try_at' },
      ExpressionAttributeValues: { ':now': Date.now() },
    }),
  );
};

describe('a stage without its token', () => {
  it(
    'sends nothing, says what it waits for, and sends what comes once the token is there',
    async () => {
      const edit = await submit(api, clip('before the token'));
      expect(edit).toMatchObject({ status: 'accepted', waiting_for: 'provider_account' });
      expect(await journal(standIn.url)).toEqual([]);
      expect((await api(`/v1/edits/${edit.edit_id}/cancel`, { method: 'POST' })).status).toBe(202);
      expect((await read(api, edit.edit_id)).status).toBe('cancelled');
      await expect(submit(api, clip('meanwhile'))).rejects.toThrow(/^503 .*provider_account/u);
      await putToken(emulator, blue, token);
      await untilItIsTimeForATry();
      const next = await submit(api, clip('after the token'));
      expect((await untilEnded(api, next.edit_id)).status).toBe('completed');
    },
    2 * minutes,
  );
});

describe('a webhook of a deployed stage', () => {
  it(
    'fault 51: comes through the bus and a state machine, signed, again after a failure, and leads to the video',
    async () => {
      await putToken(emulator, blue, token);
      const receiver = await loopbackServer(answers(500), answers(204));
      try {
        const edit = await submit(api, {
          ...clip('told by webhook'),
          webhook_url: `${receiver.origin}/hook`,
        });
        const ended = await untilEnded(api, edit.edit_id);
        for (let tries = 0; tries < 200 && receiver.journal.length < 2; tries += 1) await setTimeout(300);
        const [first, second] = receiver.journal;
        if (first === undefined || second === undefined) throw new Error('it did not come');
        const { SecretString: secret = '' } = await new SecretsManagerClient(clientOf(emulator)).send(
          new GetSecretValueCommand({ SecretId: blue.WebhookSecret }),
        );
        expect(verified(secret, first)).toMatchObject({ type: 'edit.completed' });
        const { data } = verified(secret, second) as {
          data: { edit: { outputs: readonly { download_url: string; sha256: string }[] } };
        };
        expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
        const [output] = data.edit.outputs;
        const video = await fetch(output?.download_url ?? '');
        const hash = createHash('sha256').update(Buffer.from(await video.arrayBuffer()));
        expect(hash.digest('hex')).toBe(ended.outputs[0]?.sha256);
        const listed = async () => {
          const answer = await api(`/v1/edits/${edit.edit_id}/deliveries`);
          return deliveryListSchema.parse(await answer.json()).deliveries;
        };
        for (let tries = 0; tries < 100 && (await listed())[0]?.status === 'pending'; tries += 1)
          await setTimeout(300);
        expect(await listed()).toMatchObject([
          { status: 'delivered', attempts: [{ status_code: 500 }, { status_code: 204 }] },
        ]);
      } finally {
        await receiver.close();
      }
    },
    3 * minutes,
  );
});

describe('a deployed stage', () => {
  it(
    'completes the provider’s own example, and keeps and tells what came of it',
    async () => {
      const example = {
        prompt:
          'Replace the character in the video with @Element1, maintaining the same movements and camera angles. ' +
          'Transform the landscape into @Image1',
        video_url: samples.urlOf('input-1-1.mp4'),
        elements: [
          {
            frontal_image_url: samples.urlOf('input-1-2.png'),
            reference_image_urls: [samples.urlOf('input-1-3.jpeg')],
          },
        ],
        image_urls: [samples.urlOf('input-1-4.png')],
      };
      const submitted = await submit(api, example);
      expect(['queued', 'running']).toContain(submitted.status);
      const edit = await untilEnded(api, submitted.edit_id);
      expect(edit).toMatchObject({ status: 'completed', cost_usd: 0.84 });
      const [output] = edit.outputs;
      expect(output).toMatchObject({
        bucket: blue.ResultsBucket,
        key: `edits/${edit.edit_id}/output.mp4`,
        content_type: 'video/mp4',
        width: 1280,
        height: 720,
      });

      const stored = await s3.send(new GetObjectCommand({ Bucket: output?.bucket, Key: output?.key }));
      const bytes = (await stored.Body?.transformToByteArray()) ?? new Uint8Array();
      expect([stored.ContentType, bytes.length]).toEqual(['video/mp4', output?.size_bytes]);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(output?.sha256);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: blue.ResultsBucket }));
      const keys = Contents.map(({ Key = '' }) => Key);
      expect(keys.filter((key) => key.startsWith('work/'))).toEqual([]);
      const story = await s3.send(
        new GetObjectCommand({ Bucket: blue.ResultsBucket, Key: `edits/${edit.edit_id}/edit.json` }),
      );
      expect(editSchema.parse(JSON.parse((await story.Body?.transformToString()) ?? ''))).toMatchObject({
        edit_id: edit.edit_id,
        status: 'completed',
      });

      const event = await listener.heard(edit.edit_id, 'Edit Completed');
      expect(event.detail.edit.outputs).toEqual(edit.outputs);
      expect(await listener.heard(edit.edit_id, 'Edit Submitted')).toBeDefined();
      expect(await submitsOf(example.prompt)).toBe(1);
    },
    3 * minutes,
  );

  it(
    'fault 4: answers a repeated request with the same edit, and pays once',
    async () => {
      const body = clip('once');
      const first = await submit(api, body, { key: 'the same' });
      const again = await submit(api, body, { key: 'the same', expected: [200] });
      expect(again.edit_id).toBe(first.edit_id);
      await untilEnded(api, first.edit_id);
      const late = await submit(api, body, { key: 'the same', expected: [200] });
      expect(late).toMatchObject({ edit_id: first.edit_id, status: 'completed' });
      expect(await submitsOf('once')).toBe(1);
      await expect(submit(api, clip('twice'), { key: 'the same' })).rejects.toThrow('idempotency_key_reused');
    },
    2 * minutes,
  );

  it(
    'reads an input from its own bucket, for the one who uploaded it and for nobody else',
    async () => {
      const prompt = 'from the bucket';
      const { owner } = await read(api, (await submit(api, clip('whose'))).edit_id);
      const Key = `uploads/${ownerFolder(owner)}/clip one.mp4`;
      const Body = await readFile(join(root, 'local', 'samples', 'input-1-1.mp4'));
      await s3.send(new PutObjectCommand({ Bucket: blue.ResultsBucket, Key, Body }));
      const body = { prompt, video_url: `s3://${blue.ResultsBucket}/${Key}` };
      const { edit_id: editId, request } = await submit(api, body);
      expect(request?.video_url).toBe(body.video_url);
      const edit = await untilEnded(api, editId);
      expect(edit).toMatchObject({ status: 'completed', request: { video_url: body.video_url } });
      const again = { prompt, video_url: `s3://${blue.ResultsBucket}/${edit.outputs[0]?.key ?? ''}` };
      expect((await untilEnded(api, (await submit(api, again)).edit_id)).status).toBe('completed');

      const thief = await callerInRole(emulator, blue, 'thief');
      for (const stolen of [body, again]) {
        await expect(submit(thief, stolen)).rejects.toThrow(/^422 .*video_url/u);
      }
    },
    2 * minutes,
  );

  it(
    'cancels an edit that is queued, and tells of it',
    async () => {
      const { edit_id: editId } = await submit(api, clip('cancelled'));
      const answer = await api(`/v1/edits/${editId}/cancel`, { method: 'POST' });
      expect(answer.status).toBe(202);
      expect((await untilEnded(api, editId)).status).toBe('cancelled');
      expect((await listener.heard(editId, 'Edit Cancelled')).detail.edit.status).toBe('cancelled');
    },
    2 * minutes,
  );

  it(
    'fault 35: says of a running edit that it cannot be cancelled, and stores what comes of it',
    async () => {
      await stillRunning();
      const { edit_id: editId } = await submit(api, clip('cancelled while running'));
      while ((await read(api, editId)).status !== 'running') await setTimeout(200);
      const answer = await api(`/v1/edits/${editId}/cancel`, { method: 'POST' });
      expect(problemSchema.parse(await answer.json())).toMatchObject({
        status: 409,
        code: 'not_cancellable',
      });
      await layFaults(standIn.url, []);
      expect((await untilEnded(api, editId)).status).toBe('completed');
    },
    2 * minutes,
  );

  it(
    'fault 25: adopts the job of an edit whose answer was lost, leads to its output, and deletes it',
    async () => {
      await layFaults(standIn.url, [
        { on: 'submit', prompt: 'answer lost', times: 1, do: { kind: 'reset', when: 'after' } },
      ]);
      const { edit_id: editId } = await submit(api, clip('answer lost'));
      expect((await untilEnded(api, editId)).status).toBe('uncertain');
      await listener.heard(editId, 'Edit Uncertain');
      expect(await statesOf(editId, 1)).toEqual(expect.arrayContaining(['Announce', 'Uncertain']));
      const job = (await journal(standIn.url)).find(
        ({ input }) => input.prompt === 'answer lost',
      )?.request_id;
      const call = async (path: string, method: string, body?: object) =>
        api(`/v1/edits/${editId}${path}`, {
          method,
          ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        });
      expect((await call('/resolve', 'POST', { action: 'adopt', request_id: 'no-such-job' })).status).toBe(
        422,
      );
      const adopted = await call('/resolve', 'POST', { action: 'adopt', request_id: job });
      expect(adopted.status).toBe(200);
      while ((await read(api, editId)).status !== 'completed') await setTimeout(200);
      const edit = await read(api, editId);
      expect(edit).toMatchObject({ provider_request_id: job, resolutions: [{ action: 'adopt' }] });
      expect(await submitsOf('answer lost')).toBe(1);
      expect((await call('/resolve', 'POST', { action: 'resubmit' })).status).toBe(409);

      const led = await call('/outputs/1', 'GET');
      expect(led.status).toBe(302);
      const key = edit.outputs[0]?.key ?? '';
      expect(led.headers.get('location')).toContain(key);
      expect(led.headers.get('location')).toContain('X-Amz-Signature=');
      expect((await call('', 'DELETE')).status).toBe(200);
      const left = await read(api, editId);
      expect(left).toMatchObject({ status: 'completed', outputs: [], cost_usd: 0.84 });
      expect(left).not.toHaveProperty('request');
      const gone = new GetObjectCommand({ Bucket: blue.ResultsBucket, Key: key });
      await expect(s3.send(gone)).rejects.toMatchObject({ name: 'NoSuchKey' });
    },
    2 * minutes,
  );

  it(
    'fails an edit that fails at the provider, with its words, and its execution with it',
    async () => {
      const body = { status: 'failed', error: 'no face was found' };
      await layFaults(standIn.url, [{ on: 'result', times: 10, do: { kind: 'answer', status: 200, body } }]);
      const { edit_id: editId } = await submit(api, clip('fails there'));
      const edit = await untilEnded(api, editId);
      await layFaults(standIn.url, []);
      expect(edit).toMatchObject({
        status: 'failed',
        error: { code: 'failed_at_provider', message: expect.stringContaining('no face'), retryable: false },
      });
      await listener.heard(editId, 'Edit Failed');
      expect(await statesOf(editId, 1)).toEqual(expect.arrayContaining(['Announce', 'HowItEnded', 'Failed']));
    },
    2 * minutes,
  );

  it('fault 64: refuses a clip that is not there, and what is no clip, before anything is paid', async () => {
    const refusal = async (name: string) => {
      const answer = await api('/v1/edits', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prompt: 'refused', video_url: samples.urlOf(name) }),
      });
      return problemSchema.parse(await answer.json());
    };
    expect(await refusal('nothing-here.mp4')).toMatchObject({ status: 422, code: 'input_unreachable' });
    expect(await refusal('input-1-2.png')).toMatchObject({ status: 422, code: 'input_unusable' });
    expect(await submitsOf('refused')).toBe(0);
  });

  it('names every fault of a request, and records nothing', async () => {
    const answer = await api('/v1/edits', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: '', video_url: 's3://elsewhere/clip.mp4', colour: 'red' }),
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const { status, errors } = problemSchema.parse(await answer.json());
    expect(status).toBe(422);
    expect(errors?.map(({ path }) => path)).toEqual(expect.arrayContaining(['prompt', 'colour']));
  });

  it('takes nothing that is not signed, and says what there is not', async () => {
    expect((await unsignedApi(emulator, blue.ApiUrl)('/v1/edits')).status).toBe(403);
    const missing = await api('/v1/nothing');
    expect(problemSchema.parse(await missing.json())).toMatchObject({ status: 404, code: 'not_found' });
    expect((await (await api('/v1/openapi.json')).json()) as object).toMatchObject({ openapi: '3.1.0' });
  });

  it(
    'fault 8: shows an edit to nobody but its owner',
    async () => {
      const { edit_id: editId } = await submit(api, clip('mine'));
      const other = await callerInRole(emulator, blue, 'somebody-else');
      expect((await other(`/v1/edits/${editId}`)).status).toBe(404);
      expect((await other(`/v1/edits/${editId}/cancel`, { method: 'POST' })).status).toBe(404);
      expect(await (await other('/v1/edits')).json()).toEqual({ edits: [] });
      expect((await read(api, editId)).owner).toMatch(/:assumed-role\/editor$/u);
      await untilEnded(api, editId);
    },
    2 * minutes,
  );

  it(
    'fault 27: picks up an edit whose execution was aborted, and pays once',
    async () => {
      await stillRunning();
      const { edit_id: editId } = await submit(api, clip('aborted'));
      await states.send(new StopExecutionCommand({ executionArn: executionOf(editId, 1), error: 'by hand' }));
      await layFaults(standIn.url, []);
      expect((await untilEnded(api, editId)).status).toBe('completed');
      expect((await statesOf(editId, 2)).slice(0, 2)).toEqual(['Send', 'Sent?']);
      expect(await submitsOf('aborted')).toBe(1);
    },
    3 * minutes,
  );

  it.each([
    ['curl', 'sh', 'bash', 'guide.sh'],
    ['the AWS SDK', 'ts', process.execPath, 'guide.ts'],
  ])('takes the first edit of the deployment guide, sent with %s', async (_name, language, program, file) => {
    const guide = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
    const example = [...guide.matchAll(/^```(\w+)\n([^]*?)^```$/gmu)].find(
      ([, tongue, text]) => tongue === language && text?.includes('Make it a snowy morning'),
    )?.[2];
    const said = await runExample(emulator, blue, {
      program,
      // In the project, where the packages are that it imports.
      path: join(cache, file),
      text: (example ?? '').replace('https://example.com/clip.mp4', samples.urlOf('input-1-1.mp4')),
    });
    expect(said).toMatch(/\bed_[a-z2-7]{26}\b/u);
    expect(said).toMatch(/prompt['"]?: ?['"]Make it a snowy morning/u);
  });

  it(
    'runs the very state machine that the local edition runs',
    async () => {
      const { definition = '{}' } = await states.send(
        new DescribeStateMachineCommand({ stateMachineArn: blue.StateMachineArn }),
      );
      const { edits: local } = await synthesise(join(folder, 'cdk.out'));
      const withoutArns = (text: string) => JSON.parse(text.replace(/"arn:[^"]+"/gu, '"arn"')) as unknown;
      expect(withoutArns(definition)).toEqual(withoutArns(JSON.stringify(local.definition)));
    },
    minutes,
  );
});

describe('a second stage', () => {
  it(
    'stands beside the first, with edits of its own under the same key, and goes without it',
    async () => {
      const green = await deployStage(emulator, { stage: 'green', settings });
      await putToken(emulator, green, token);
      const greenApi = await callerInRole(emulator, green, 'editor-of-green');
      const [one, other] = [
        await submit(api, clip('beside'), { key: 'shared' }),
        await submit(greenApi, clip('beside'), { key: 'shared' }),
      ];
      expect(other.edit_id).not.toBe(one.edit_id);
      expect((await untilEnded(greenApi, other.edit_id)).status).toBe('completed');
      expect((await untilEnded(api, one.edit_id)).outputs[0]?.bucket).toBe(blue.ResultsBucket);

      await destroy(emulator, { context: await contextOf({ stage: 'green', settings }) });
      const table = DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(emulator)));
      const kept = await table.send(
        new GetCommand({ TableName: green.EditsTable, Key: { edit_id: other.edit_id } }),
      );
      expect(kept.Item).toMatchObject({ status: 'completed' });
      await s3.send(
        new GetObjectCommand({ Bucket: green.ResultsBucket, Key: `edits/${other.edit_id}/output.mp4` }),
      );
      await expect(
        states.send(new DescribeStateMachineCommand({ stateMachineArn: green.StateMachineArn })),
      ).rejects.toThrow(StateMachineDoesNotExist);
      expect((await submit(api, clip('beside'), { key: 'shared', expected: [200] })).edit_id).toBe(
        one.edit_id,
      );
    },
    5 * minutes,
  );
});

describe('a stage that is updated to a changed state machine', () => {
  it(
    'fault 72: ends the edits that were under way on the old one, and runs new ones on the new one',
    async () => {
      await stillRunning();
      const { edit_id: before } = await submit(api, clip('before the update'));
      const changed = 'node test/aws/changed-app.ts';
      expect(await deployStage(emulator, { stage: 'blue', settings, command: changed })).toEqual(blue);
      expect((await read(api, before)).status).toBe('running');
      await layFaults(standIn.url, []);
      expect((await untilEnded(api, before)).status).toBe('completed');
      const old = await statesOf(before, 1);
      expect(old).toContain('WaitForNextLook');
      expect(old).not.toContain('WaitForTheNextLook');

      const { edit_id: after } = await submit(api, clip('after the update'));
      expect((await untilEnded(api, after)).status).toBe('completed');
      const path = await statesOf(after, 1);
      expect(path.slice(0, 3)).toEqual(['Greet', 'Send', 'Sent?']);
      expect(path).toContain('WaitForTheNextLook');
      for (const prompt of ['before the update', 'after the update']) expect(await submitsOf(prompt)).toBe(1);
    },
    5 * minutes,
  );
});
