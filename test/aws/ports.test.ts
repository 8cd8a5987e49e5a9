import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoDeliveries } from '../../lambdas/adapters/dynamodb/deliveries.ts';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { dynamoTimes } from '../../lambdas/adapters/dynamodb/times.ts';
import { dynamoTurns } from '../../lambdas/adapters/dynamodb/turns.ts';
import { eventBridgeNotices } from '../../lambdas/adapters/eventbridge/notices.ts';
import { s3Inbox } from '../../lambdas/adapters/s3/inbox.ts';
import { s3Results } from '../../lambdas/adapters/s3/results.ts';
import { secretsManagerSecrets } from '../../lambdas/adapters/secrets/provider-token.ts';
import { secretsManagerWebhookSecrets } from '../../lambdas/adapters/secrets/webhook-secrets.ts';
import { stepFunctionsWorkflow } from '../../lambdas/adapters/stepfunctions/workflow.ts';
import { editsTable, stageItems } from '../../lambdas/contract/table.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { fakeClock } from '../fakes/clock.ts';
import { fakeLog } from '../fakes/log.ts';
import { deliveriesSuite } from '../lambdas/adapters/dynamodb/deliveries-suite.ts';
import { editsSuite } from '../lambdas/adapters/dynamodb/edits-suite.ts';
import { awsExecutions } from '../ports/aws-executions.ts';
import { inboxSuite } from '../ports/inbox-suite.ts';
import { noticesSuite } from '../ports/notices-suite.ts';
import { bytes, resultsSuite } from '../ports/results-suite.ts';
import { secretsSuite } from '../ports/secrets-suite.ts';
import { timesSuite } from '../ports/times-suite.ts';
import { turnsSuite } from '../ports/turns-suite.ts';
import { workflowSuite } from '../ports/workflow-suite.ts';
import { bootstrap } from './cdk.ts';
import { startMiniStack, type MiniStack } from './ministack.ts';
import { clientOf, deployStage, listenTo, putToken, type Outputs } from './stage.ts';

let emulator: MiniStack;
let stage: Outputs;

/** What the adapters are to Reshoot is tried on what the template makes. */
beforeAll(async () => {
  emulator = await startMiniStack();
  await bootstrap(emulator);
  stage = await deployStage(emulator, { stage: 'ports', settings: {} });
}, 600_000);
afterAll(async () => emulator.stop());

editsSuite('in the table of a stage', async () => ({
  edits: dynamoEdits({ ...table(), clock: systemClock }),
}));

deliveriesSuite('in the table of a stage', async () => ({
  // The suite's deliveries are of 1970, and none of them has expired.
  deliveries: dynamoDeliveries({ ...table(), tableName: stage.DeliveriesTable, clock: fakeClock(0) }),
}));

const table = () => ({
  client: DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(emulator)), {
    marshallOptions: { removeUndefinedValues: true },
  }),
  tableName: stage.EditsTable,
});

// Each begins with nothing there.
const without = async (item: string) => {
  const { client, tableName } = table();
  await client.send(new DeleteCommand({ TableName: tableName, Key: { [editsTable.partitionKey]: item } }));
};

turnsSuite('in the table of a stage', async () => {
  await without(stageItems.line);
  return dynamoTurns({ ...table(), clock: systemClock });
});

timesSuite('in the table of a stage', async () => {
  await without(stageItems.times);
  return dynamoTimes({ ...table(), clock: systemClock, log: fakeLog() });
});

resultsSuite('in the bucket of a stage', async () => ({
  results: s3Results({ client: new S3Client(clientOf(emulator)), bucketName: stage.ResultsBucket }),
}));

inboxSuite('in the bucket of a stage', async () => {
  const client = new S3Client(clientOf(emulator));
  const put = async (key: string, text: string) => {
    await client.send(new PutObjectCommand({ Bucket: stage.ResultsBucket, Key: key, Body: text }));
  };
  const props = { client, bucketName: stage.ResultsBucket, resultsBucketName: stage.ResultsBucket };
  return {
    inbox: s3Inbox(props),
    drop: put,
    store: put,
    kept: async (key) => {
      try {
        const { Body: body } = await client.send(
          new GetObjectCommand({ Bucket: stage.ResultsBucket, Key: key }),
        );
        return await body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
});

noticesSuite('on the bus of a stage', async () => {
  const listener = await listenTo(emulator, stage.EventBus);
  return {
    notices: eventBridgeNotices({
      client: new EventBridgeClient(clientOf(emulator)),
      busName: stage.EventBus,
      log: fakeLog(),
    }),
    events: async () => listener.all(),
  };
});

secretsSuite('in the secret of a stage', async () => ({
  secrets: () =>
    secretsManagerSecrets({
      secretId: stage.ProviderTokenSecret,
      provider: new SecretsProvider({ awsSdkV3Client: new SecretsManagerClient(clientOf(emulator)) }),
    }),
  put: async (value) => putToken(emulator, stage, value),
}));

describe('the webhook secret of a stage', () => {
  const signing = async () => {
    const client = new SecretsManagerClient(clientOf(emulator));
    const props = { secretId: stage.WebhookSecret, overlapHours: 24, clock: systemClock, client };
    return secretsManagerWebhookSecrets(props).signing();
  };

  it('signs from the first day on, and beside the one that takes its place', async () => {
    const [first] = await signing();
    expect(first).toMatch(/^[A-Za-z0-9]{44}$/u);
    const second = 's'.repeat(44);
    await new SecretsManagerClient(clientOf(emulator)).send(
      new PutSecretValueCommand({ SecretId: stage.WebhookSecret, SecretString: `whsec_${second}` }),
    );
    expect(await signing()).toEqual([second, first]);
  });
});

workflowSuite('of the emulator', async () => {
  const client = new SFNClient(clientOf(emulator));
  const { roleArn } = await client.send(
    new DescribeStateMachineCommand({ stateMachineArn: stage.StateMachineArn }),
  );
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({
      name: 'done-at-once',
      definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
      roleArn,
    }),
  );
  return {
    workflow: stepFunctionsWorkflow({ client, stateMachineArn }),
    executions: awsExecutions(client, stateMachineArn),
  };
});

describe('an output in the bucket of a stage', () => {
  it('of 250 MB is written by a process of at most 200 MB', async () => {
    const program = join(import.meta.dirname, '..', 'lambdas', 'adapters', 's3', 'write-much.ts');
    const key = 'work/ed_large/1';
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, stage.ResultsBucket, key, '250'],
      {
        env: { ...process.env, ...emulator.env },
      },
    );
    const { ContentLength: sizeBytes } = await new S3Client(clientOf(emulator)).send(
      new HeadObjectCommand({ Bucket: stage.ResultsBucket, Key: key }),
    );
    expect(sizeBytes).toBe(250_000_000);
    const { mostBytes } = JSON.parse(stdout) as { mostBytes: number };
    process.stdout.write(`250 MB were stored with ${Math.round(mostBytes / 1e6)} MB of memory at most\n`);
    expect(mostBytes).toBeLessThanOrEqual(200_000_000);
  }, 120_000);

  it('is seen under edits/ by nobody before it is published', async () => {
    const client = new S3Client(clientOf(emulator));
    const results = s3Results({ client, bucketName: stage.ResultsBucket });
    const published = async () => {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: stage.ResultsBucket, Prefix: 'edits/ed_unseen/' }),
      );
      return Contents.map(({ Key }) => Key);
    };
    await results.write('work/ed_unseen/1', bytes(20_000_000), 'video/mp4');
    expect(await published()).toEqual([]);
    await results.publish('work/ed_unseen/1', 'edits/ed_unseen/output.mp4', 'video/mp4');
    expect(await published()).toEqual(['edits/ed_unseen/output.mp4']);
  });
});
