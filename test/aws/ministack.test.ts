import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startMiniStack, type MiniStack } from './ministack.ts';

let ministack: MiniStack;

// The first start on a machine installs the emulator.
beforeAll(async () => {
  ministack = await startMiniStack();
}, 360_000);

afterAll(() => ministack.stop());

const client = (secretAccessKey: string, accessKeyId = 'test') =>
  new S3Client({
    endpoint: ministack.endpoint,
    region: ministack.region,
    credentials: { accessKeyId, secretAccessKey },
  });

test('the emulator is well and checks who is asking', async () => {
  const answer = await fetch(`${ministack.endpoint}/_ministack/health`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    auth: 'enabled',
    services: { s3: 'available', states: 'available' },
  });
});

test('an AWS SDK finds the buckets of the account in it', async () => {
  const s3 = client('test');
  await s3.send(new CreateBucketCommand({ Bucket: 'clips' }));
  const { Buckets } = await s3.send(new ListBucketsCommand());
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['clips']);
});

test('a caller it does not know is refused', async () => {
  await expect(client('secret', 'AKIAIOSFODNN7EXAMPLE').send(new ListBucketsCommand())).rejects.toMatchObject(
    {
      $metadata: { httpStatusCode: 403 },
    },
  );
});
