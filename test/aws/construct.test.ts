import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CreateEventBusCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  GetObjectCommand,
  NoSuchKey,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { eventSchema } from '../../lambdas/contract/events.ts';
import { startStandIn, type StandIn } from '../../local/stand-in/stand-in.ts';
import { freshConsumer, packInto, pageOf, type Consumer } from '../end-to-end/consumer.ts';
import { serveSamples, type SampleServer } from '../end-to-end/sample-server.ts';
import { answers, loopbackServer } from '../lambdas/adapters/loopback-server.ts';
import { verified } from '../lambdas/adapters/webhooks/receiver.ts';
import { signedApi, type Api } from './api.ts';
import { bootstrap, deploy } from './cdk.ts';
import { root, startMiniStack, type MiniStack } from './ministack.ts';
import { callerInRole, clientOf, credentialsOf, listenTo, putToken, submit, untilEnded } from './stage.ts';

const token = 'the-stand-in-s-token';
const minutes = 60_000;

let emulator: MiniStack;
let folder: string;
let standIn: StandIn;
let samples: SampleServer;
let consumer: Consumer;
let s3: S3Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-construct-'));
  standIn = await startStandIn({
    port: 0,
    dataFolder: join(folder, 'stand-in'),
    queueSeconds: 1,
    runSeconds: 1,
    token,
  });
  samples = await serveSamples();
  emulator = await startMiniStack({ waitScale: 0.2 });
  s3 = new S3Client({ ...clientOf(emulator), forcePathStyle: true });
  consumer = await freshConsumer(await packInto(folder));
  await bootstrap(emulator);
}, 10 * minutes);
afterAll(async () => {
  await consumer.remove();
  await emulator.stop();
  await samples.close();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

/** Deploys an app of the page, with the stand-in for its provider and with outputs of its own. */
const deployPage = async (saying: string, outputs: Readonly<Record<string, string>>) => {
  const page = await pageOf('construct.md');
  const provider = `provider: { url: ${JSON.stringify(standIn.url)} }, stage: `;
  const more = Object.entries(outputs).map(
    ([name, value]) => `new CfnOutput(stack, '${name}', { value: ${value} });\n`,
  );
  const app = ["import { CfnOutput } from 'aws-cdk-lib';\n", page.block('js', saying), ...more].join('');
  await writeFile(join(consumer.folder, 'app.js'), app.replace('stage: ', provider));
  const [stack] = Object.values(
    await deploy(emulator, { folder: consumer.folder, command: `${consumer.node} app.js` }),
  );
  return (name: string): string => stack?.[name] ?? '';
};

const clip = (prompt: string) => ({ prompt, video_url: samples.urlOf('input-1-1.mp4') });
const read = async (bucket: string, key: string): Promise<Uint8Array | undefined> => {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};
/** Whether what the edit says of its output is true of what lies in the bucket. */
const isStored = async (bucket: string, { outputs: [output] }: EditBody): Promise<boolean> => {
  const bytes = await read(bucket, output?.key ?? '');
  const hash = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
  return output?.bucket === bucket && hash === output.sha256;
};

describe('the ten lines of the page, deployed from an empty folder on Node.js 22', () => {
  let output: (name: string) => string;
  let caller: Api;
  beforeAll(async () => {
    output = await deployPage('onCompleted', {
      ApiUrl: 'edits.api.url',
      Bucket: 'edits.bucket.bucketName',
      CallerRole: "stack.node.findChild('Caller').roleArn",
      ProviderTokenSecret: 'edits.providerToken.secretArn',
      Queue: "stack.node.findChild('FinishedEdits').queueUrl",
    });
    await putToken(emulator, { ProviderTokenSecret: output('ProviderTokenSecret') }, token);
    const credentials = await credentialsOf(emulator, output('CallerRole'), 'caller');
    caller = signedApi(emulator, output('ApiUrl'), credentials);
  }, 5 * minutes);

  const heard = async (): Promise<readonly unknown[]> => {
    const { Messages: messages = [] } = await new SQSClient(clientOf(emulator)).send(
      new ReceiveMessageCommand({
        QueueUrl: output('Queue'),
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: 0,
      }),
    );
    return messages.map(({ Body: body = '' }) => JSON.parse(body) as unknown);
  };

  it(
    'tell their queue of a completed edit, and of nothing else',
    async () => {
      const entry = { Source: 'reshoot', DetailType: 'Edit Completed', Detail: '{"of": "another bus"}' };
      await new EventBridgeClient(clientOf(emulator)).send(new PutEventsCommand({ Entries: [entry] }));
      const { edit_id: editId } = await submit(caller, clip('in ten lines'));
      for (let tries = 0; tries < 90 && (await heard()).length === 0; tries += 1) await setTimeout(300);
      const events = await heard();
      expect(events.map((event) => eventSchema.parse(event))).toMatchObject([
        { 'detail-type': 'Edit Completed', detail: { edit: { edit_id: editId, status: 'completed' } } },
      ]);
      const [edit] = events.map((event) => eventSchema.parse(event).detail.edit);
      expect(edit && (await isStored(output('Bucket'), edit))).toBe(true);
    },
    3 * minutes,
  );

  it('let their role ask for edits, and read none', async () => {
    expect((await caller('/v1/edits', { method: 'POST', body: '{}' })).status).toBe(415);
    for (const path of ['/v1/edits', '/v1/health']) expect((await caller(path)).status).toBe(403);
    expect((await caller('/v1/uploads', { method: 'POST' })).status).toBe(403);
  });

  it(
    'make edits of files in the inbox of their bucket, which tells of them since',
    async () => {
      const put = async (key: string, body: Uint8Array | string) =>
        s3.send(new PutObjectCommand({ Bucket: output('Bucket'), Key: key, Body: body }));
      await put('inbox/night/preset.json', JSON.stringify({ prompt: 'from the inbox' }));
      await put('inbox/night/clip.mp4', await readFile(join(root, 'local', 'samples', 'input-1-1.mp4')));
      const video = async () => read(output('Bucket'), 'outbox/night/clip.mp4');
      for (let tries = 0; tries < 300 && (await video()) === undefined; tries += 1) await setTimeout(300);
      expect((await video())?.byteLength).toBeGreaterThan(10_000);
    },
    3 * minutes,
  );
});

describe('a stage with a bucket, a bus and secrets that were there before', () => {
  const secret = randomBytes(32).toString('base64');
  let output: (name: string) => string;
  let api: Api;
  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'studio-videos' }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'studio-videos',
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
    await new EventBridgeClient(clientOf(emulator)).send(new CreateEventBusCommand({ Name: 'studio' }));
    const secrets = new SecretsManagerClient(clientOf(emulator));
    await secrets.send(new CreateSecretCommand({ Name: 'studio/runcomfy', SecretString: token }));
    await secrets.send(new CreateSecretCommand({ Name: 'studio/webhooks', SecretString: `whsec_${secret}` }));
    output = await deployPage('studio-videos', { ApiUrl: 'edits.api.url' });
    api = await callerInRole(emulator, { ApiUrl: output('ApiUrl') }, 'archivist');
  }, 5 * minutes);

  it(
    'stores an edit in that bucket, tells that bus, and signs with that secret',
    async () => {
      const listener = await listenTo(emulator, 'studio');
      const receiver = await loopbackServer(answers(204));
      try {
        const sent = await submit(api, {
          ...clip('with what is there'),
          webhook_url: `${receiver.origin}/hook`,
        });
        const edit = await untilEnded(api, sent.edit_id);
        expect(edit.status).toBe('completed');
        expect(await isStored('studio-videos', edit)).toBe(true);
        expect((await listener.heard(edit.edit_id, 'Edit Completed')).detail.edit.outputs).toEqual(
          edit.outputs,
        );
        for (let tries = 0; tries < 200 && receiver.journal.length === 0; tries += 1) await setTimeout(300);
        const [told] = receiver.journal;
        if (told === undefined) throw new Error('the webhook did not come');
        expect(verified(secret, told)).toMatchObject({ type: 'edit.completed' });
      } finally {
        await receiver.close();
      }
    },
    3 * minutes,
  );
});
