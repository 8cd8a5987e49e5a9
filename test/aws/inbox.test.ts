import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reportSchema, type ReportBody } from '../../lambdas/contract/inbox.ts';
import { uploadSchema } from '../../lambdas/contract/upload.ts';
import { startStandIn, type StandIn } from '../../local/stand-in/stand-in.ts';
import { blocksOf } from '../docs/pages.ts';
import { journal } from '../end-to-end/calls.ts';
import { padded } from '../lambdas/adapters/media/clips.ts';
import type { Api } from './api.ts';
import { bootstrap, deploy } from './cdk.ts';
import { isolated, root, startMiniStack, type MiniStack } from './ministack.ts';
import {
  callerInRole,
  clientOf,
  deployStage,
  listenTo,
  putToken,
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
let outputs: Outputs;
let api: Api;
let listener: Listener;
let s3: S3Client;
let clip: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-inbox-'));
  clip = await readFile(join(root, 'local', 'samples', 'input-1-1.mp4'));
  standIn = await startStandIn({
    port: 0,
    dataFolder: join(folder, 'stand-in'),
    queueSeconds: 1,
    runSeconds: 1,
    token,
  });
  emulator = await startMiniStack({ waitScale: 0.2 });
  s3 = new S3Client({ ...clientOf(emulator), forcePathStyle: true });
  await bootstrap(emulator);
  outputs = await deployStage(emulator, {
    stage: 'drop',
    settings: { provider: { url: standIn.url }, inputBuckets: [{ name: 'footage' }] },
  });
  await putToken(emulator, outputs, token);
  api = await callerInRole(emulator, outputs, 'uploader');
  listener = await listenTo(emulator, outputs.EventBus);
}, 10 * minutes);
afterAll(async () => {
  await emulator.stop();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

const put = async (key: string, body: Uint8Array | string): Promise<string> => {
  const { ETag: etag = '' } = await s3.send(
    new PutObjectCommand({ Bucket: outputs.ResultsBucket, Key: key, Body: body }),
  );
  return etag;
};
const preset = async (name: string): Promise<unknown> =>
  put(`inbox/${name}/preset.json`, JSON.stringify({ prompt: `as ${name}` }));
const submits = async (name: string): Promise<number> =>
  (await journal(standIn.url)).filter(({ input }) => input.prompt === `as ${name}`).length;
const read = async (key: string): Promise<Uint8Array | undefined> => {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: outputs.ResultsBucket, Key: key }));
    return await body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};
const report = async (key: string, wished: ReportBody['status']): Promise<ReportBody> => {
  let last: ReportBody | undefined;
  for (let tries = 0; tries < 300; tries += 1) {
    const bytes = await read(key);
    last = bytes && reportSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    if (last?.status === wished) return last;
    await setTimeout(300);
  }
  throw new Error(`${key} came to ${JSON.stringify(last)}`);
};

describe('the inbox of a deployed stage', () => {
  it(
    'makes an edit of a clip and a preset, in both orders, and tells of it beside',
    async () => {
      await preset('first');
      await put('inbox/first/clip.mp4', clip);
      await put('inbox/last/clip.mp4', clip);
      await report('outbox/last/clip.mp4.edit.json', 'waiting');
      await preset('last');
      for (const name of ['first', 'last']) {
        const told = await report(`outbox/${name}/clip.mp4.edit.json`, 'completed');
        if (told.status !== 'completed') throw new Error('it is not completed');
        expect(told.video).toBe(`outbox/${name}/clip.mp4`);
        const video = await read(`outbox/${name}/clip.mp4`);
        const hash = createHash('sha256')
          .update(video ?? '')
          .digest('hex');
        expect(hash).toBe(told.edit.outputs[0]?.sha256);
        expect(told.edit.origin).toMatchObject({ type: 'inbox', key: `inbox/${name}/clip.mp4` });
        expect(await submits(name)).toBe(1);
      }
    },
    4 * minutes,
  );

  it(
    'fault 58: pays once for a content, whether put, put again, told of twice, in parts or copied',
    async () => {
      await preset('once');
      const key = 'inbox/once/clip.mp4';
      const etag = await put(key, clip);
      await report('outbox/once/clip.mp4.edit.json', 'completed');
      await put(key, clip);
      // As EventBridge may: the same event again.
      await new EventBridgeClient(clientOf(emulator)).send(
        new PutEventsCommand({
          Entries: [
            {
              Source: 'aws.s3',
              DetailType: 'Object Created',
              Detail: JSON.stringify({
                bucket: { name: outputs.ResultsBucket },
                object: { key, size: clip.byteLength, etag: etag.replaceAll('"', '') },
                reason: 'PutObject',
              }),
            },
          ],
        }),
      );
      await new Upload({
        client: s3,
        params: { Bucket: outputs.ResultsBucket, Key: 'inbox/once/parts.mp4', Body: padded(clip, 6_000_000) },
        partSize: 5 * 1_024 * 1_024,
      }).done();
      await report('outbox/once/parts.mp4.edit.json', 'completed');
      expect(await submits('once')).toBe(2);
      await s3.send(
        new CopyObjectCommand({
          Bucket: outputs.ResultsBucket,
          Key: 'inbox/once/copied.mp4',
          CopySource: `${outputs.ResultsBucket}/${key}`,
        }),
      );
      await report('outbox/once/copied.mp4.edit.json', 'completed');
      expect(await submits('once')).toBe(3);
      const changed = Buffer.concat([clip, Buffer.from([0, 0, 0, 8]), Buffer.from('free')]);
      await put(key, changed);
      for (let tries = 0; tries < 200 && (await submits('once')) < 4; tries += 1) await setTimeout(300);
      expect(await submits('once')).toBe(4);
    },
    5 * minutes,
  );

  it(
    'fault 59: takes a key as it is',
    async () => {
      const name = 'a+b%20 ü.mp4';
      await preset('odd');
      await put(`inbox/odd/${name}`, clip);
      const told = await report(`outbox/odd/${name}.edit.json`, 'completed');
      expect(told).toMatchObject({ file: { key: `inbox/odd/${name}` }, video: `outbox/odd/${name}` });
      expect((await read(`outbox/odd/${name}`))?.byteLength).toBeGreaterThan(10_000);
    },
    3 * minutes,
  );

  it(
    'fault 61: rejects what cannot become an edit, on the bus and beside the file, and pays nothing',
    async () => {
      await put(
        'inbox/bad/x.edit.json',
        JSON.stringify({ prompt: 'as bad', video_url: 's3://elsewhere/a.mp4' }),
      );
      await put('inbox/bad/y.edit.json', 'prompt: no JSON');
      for (const key of ['x', 'y']) {
        await report(`outbox/bad/${key}.edit.json`, 'rejected');
        const event = await listener.rejected(`inbox/bad/${key}.edit.json`);
        expect(event.detail.message).not.toBe('');
      }
      expect(await submits('bad')).toBe(0);
    },
    3 * minutes,
  );

  it(
    'takes a manifest, and another take of it',
    async () => {
      await put('inbox/takes/clip.mp4', clip);
      const manifest = { prompt: 'as takes', video_url: 'clip.mp4', metadata: { shot: '7' } };
      await put('inbox/takes/x.edit.json', JSON.stringify(manifest));
      expect(await report('outbox/takes/x.edit.json', 'completed')).toMatchObject({
        video: 'outbox/takes/x.edit.mp4',
        edit: { metadata: { shot: '7' } },
      });
      await report('outbox/takes/clip.mp4.edit.json', 'used');
      await put('inbox/takes/x.edit.json', JSON.stringify({ ...manifest, take: 2 }));
      for (let tries = 0; tries < 200 && (await submits('takes')) < 2; tries += 1) await setTimeout(300);
      expect(await submits('takes')).toBe(2);
    },
    3 * minutes,
  );
});

describe('the examples', () => {
  const pattern = async (event: object, rule: string): Promise<boolean> => {
    const { Result: result = false } = await new EventBridgeClient(clientOf(emulator)).send(
      new TestEventPatternCommand({ Event: JSON.stringify(event), EventPattern: rule }),
    );
    return result;
  };
  const envelope = { id: '1', account: '1', time: '2026-11-23T00:00:00Z', region: 'r', resources: [] };

  it(
    'keep a table of finished videos, by a stack that listens to the bus',
    async () => {
      const command = `node ${join(root, 'examples', 'on-completed', 'stack.ts')}`;
      await deploy(emulator, { command, context: { bus: outputs.EventBus } });
      const clipFile = join(root, 'local', 'samples', 'input-1-1.mp4');
      const program = [join(root, 'examples', 'upload-trigger.ts'), outputs.Inbox, clipFile, 'as an example'];
      const { stdout } = await promisify(execFile)(process.execPath, program, {
        cwd: folder,
        env: isolated(emulator.env),
      });
      expect(stdout).toMatch(/Done\. The video is outbox\/.+\ninput-1-1-edited\.mp4: \d{5,} bytes\n$/u);
      const video = await readFile(join(folder, 'input-1-1-edited.mp4'));
      const hash = createHash('sha256').update(video).digest('hex');
      const tables = new DynamoDBClient(clientOf(emulator));
      const { TableNames: names = [] } = await tables.send(new ListTablesCommand({}));
      const name = names.find((each) => each.startsWith('OnCompleted-Videos'));
      let found: Record<string, unknown>[] = [];
      for (let tries = 0; tries < 100 && !found.some((item) => item['sha256'] === hash); tries += 1) {
        await setTimeout(200);
        const { Items: items = [] } = await DynamoDBDocumentClient.from(tables).send(
          new ScanCommand({ TableName: name }),
        );
        found = items;
      }
      expect(found).toContainEqual(
        expect.objectContaining({ sha256: hash, status: 'completed', video: expect.stringMatching(/^s3:/u) }),
      );
    },
    4 * minutes,
  );

  it('match what their rules say, and nothing else', async () => {
    const examples = (await blocksOf('docs/events.md')).filter(({ language }) => language === 'json');
    const rules = examples.map(({ text }) => text).filter((text) => text.includes('"source": ["reshoot"]'));
    const edit = { metadata: { show: 'evening-drive' } };
    const events = [
      { 'detail-type': 'Edit Completed', detail: { edit } },
      { 'detail-type': 'Edit Completed', detail: { edit: { metadata: { show: 'another' } } } },
      { 'detail-type': 'Edit Failed', detail: { edit: { ...edit, error: { retryable: true } } } },
      { 'detail-type': 'Edit Failed', detail: { edit: { metadata: {}, error: { retryable: false } } } },
      { 'detail-type': 'Edit Uncertain', detail: { edit } },
      { 'detail-type': 'Webhook Undeliverable', detail: { edit } },
    ].map((event) => ({ ...envelope, source: 'reshoot', ...event }));
    const matched = await Promise.all(
      rules.map(async (rule) => Promise.all(events.map(async (event) => pattern(event, rule)))),
    );
    expect(matched).toEqual([
      [true, true, false, false, false, false],
      [false, false, true, false, false, false],
      [true, false, true, false, false, false],
      [false, false, false, false, true, true],
    ]);
    for (const rule of rules) {
      expect(await pattern({ ...events[0], source: 'somebody.else' }, rule)).toBe(false);
    }
  });
});

describe('a private input of a deployed stage', () => {
  it(
    'has a key that is taken as it is, from what is looked into to what the provider reads',
    async () => {
      await s3.send(new CreateBucketCommand({ Bucket: 'footage' }));
      for (const key of ['a+b%20 ü.mp4', 'shots/day 1/?#&=+.mp4']) {
        await s3.send(new PutObjectCommand({ Bucket: 'footage', Key: key, Body: clip }));
        const edit = await submit(api, { prompt: 'as private', video_url: `s3://footage/${key}` });
        expect(edit.inputs).toMatchObject([{ size_bytes: clip.byteLength }]);
        expect((await untilEnded(api, edit.edit_id)).status).toBe('completed');
      }
      expect(await submits('private')).toBe(2);
    },
    3 * minutes,
  );
});

describe('an upload to a deployed stage', () => {
  it(
    'is taken by S3 as it was announced, and otherwise not, and an edit is made of it',
    async () => {
      const answer = await api('/v1/uploads', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ content_type: 'video/mp4', size_bytes: clip.byteLength }),
      });
      expect(answer.status).toBe(201);
      const upload = uploadSchema.parse(await answer.json());
      const post = async (bytes: Uint8Array<ArrayBuffer>) => {
        const form = new FormData();
        for (const [name, value] of Object.entries(upload.post.fields)) form.set(name, value);
        form.set('file', new Blob([bytes], { type: 'video/mp4' }));
        return (await fetch(upload.post.url, { method: 'POST', body: form })).status;
      };
      expect(await post(new Uint8Array(clip.subarray(1)))).toBeGreaterThanOrEqual(400);
      expect(await post(new Uint8Array(clip))).toBe(204);
      const edit = await submit(api, { prompt: 'as uploaded', video_url: upload.url });
      expect(edit.inputs).toMatchObject([{ size_bytes: clip.byteLength, width: 1280, codec: 'avc' }]);
      expect((await untilEnded(api, edit.edit_id)).status).toBe('completed');
    },
    3 * minutes,
  );

  it('leaves nothing in the inbox but what was put there', async () => {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: outputs.ResultsBucket, Prefix: 'inbox/' }),
    );
    expect(
      Contents.every(({ Key = '' }) => /(?:clip|parts|copied| ü|input-1-1)\.mp4$|\.json$/u.test(Key)),
    ).toBe(true);
  });
});
