import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { functionsOf, stageTemplate } from '../lib/stage-template.ts';
import { bootstrap } from './cdk.ts';
import { root, startMiniStack, type MiniStack } from './ministack.ts';
import { clientOf, deployStage, type Outputs } from './stage.ts';

let emulator: MiniStack;
let stage: Outputs;

beforeAll(async () => {
  emulator = await startMiniStack();
  await bootstrap(emulator);
  stage = await deployStage(emulator, { stage: 'limits', settings: {} });
}, 600_000);
afterAll(async () => emulator.stop());

const template = stageTemplate();
const functionCount = Object.keys(functionsOf(template)).length;

const functions = async () => {
  const found = [];
  for await (const { Functions = [] } of paginateListFunctions(
    { client: new LambdaClient(clientOf(emulator)) },
    {},
  ))
    found.push(...Functions);
  return found;
};
const machine = async () =>
  new SFNClient(clientOf(emulator)).send(
    new DescribeStateMachineCommand({ stateMachineArn: stage.StateMachineArn }),
  );

/** For how many seconds, and how often, it is tried to make a call, by the part of the stage whose rule it is. */
const patienceOf: Readonly<Record<string, readonly [number, number]>> = {
  Inbox: [21_600, 185],
  Recovery: [900, 2],
  StockTaking: [300, 2],
};

/**
 * What AWS would do and the emulator does not. That it was told to can be asked: of the emulator where it remembers, of
 * the template where it does not.
 */
const notCheckable: Readonly<Record<string, () => Promise<void>>> = {
  'expiry of table items and recovery to a point in time': async () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  },
  'lifecycle rules of the bucket': async () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
          { Prefix: 'work/', ExpirationInDays: 7, Status: 'Enabled' },
          { Prefix: 'uploads/', ExpirationInDays: 7, Status: 'Enabled' },
        ],
      },
    });
  },
  'logs, metrics and traces': async () => {
    const { logGroups = [] } = await new CloudWatchLogsClient(clientOf(emulator)).send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/cloudformation/Reshoot-limits/' }),
    );
    // The functions, the API and the two state machines.
    expect(logGroups.map(({ retentionInDays }) => retentionInDays)).toEqual(
      Array(functionCount + 3).fill(90),
    );
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
    for (const { TracingConfig } of await functions()) expect(TracingConfig).toEqual({ Mode: 'Active' });
  },
  'the end of an execution after eight days': async () => {
    const { definition = '{}' } = await machine();
    expect(JSON.parse(definition)).toMatchObject({ TimeoutSeconds: 691_200 });
  },
  'retries and dead letters of rules': async () => {
    const client = new EventBridgeClient(clientOf(emulator));
    const { Rules = [] } = await client.send(new ListRulesCommand());
    expect(Rules).toHaveLength(5);
    for (const { Name } of Rules) {
      const [, of = ''] = /VideoEdit(Inbox|Recovery|StockTaking)/u.exec(Name ?? '') ?? [];
      const [seconds, attempts] = patienceOf[of] ?? [];
      const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: Name }));
      expect(Targets).toEqual([
        expect.objectContaining({
          RetryPolicy: { MaximumEventAgeInSeconds: seconds, MaximumRetryAttempts: attempts },
          DeadLetterConfig: { Arn: expect.stringMatching(`^arn:aws:sqs:.*${of}Dead`) },
        }),
      ]);
    }
  },
  'who may call the functions': async () => {
    const { roleArn } = await machine();
    expect(roleArn).toMatch(/^arn:aws:iam::111122223333:role\/Reshoot-limits-/u);
    const roles = (await functions()).map(({ Role }) => Role);
    expect(new Set([...roles, roleArn]).size).toBe(functionCount + 1);
  },
  'throttling of the API': async () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 },
    });
  },
  'the machines that functions run on': async () => {
    const found = await functions();
    expect(found).toHaveLength(functionCount);
    for (const { Runtime, Architectures } of found)
      expect([Runtime, Architectures]).toEqual(['nodejs24.x', ['arm64']]);
  },
};

describe('what the emulator does not do', () => {
  it.each(Object.entries(notCheckable))('was asked for: %s', async (_what, asked) => asked());

  it('is little, and documented', async () => {
    const whats = Object.keys(notCheckable);
    process.stdout.write(`${[`${whats.length} not checkable here:`, ...whats].join('\n  ')}\n`);
    expect(whats.length).toBeLessThanOrEqual(8);
    const guide = await readFile(join(root, 'docs', 'testing.md'), 'utf8');
    for (const what of whats) expect(guide.toLowerCase()).toContain(what.toLowerCase());
  });
});
