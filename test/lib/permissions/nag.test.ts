import { describe, expect, it } from '@jest/globals';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { acknowledge } from '../../../lib/permissions/acknowledge.ts';
import { stageSettingsSchema } from '../../../lib/settings/stage-settings.ts';
import { VideoEditWorkflow } from '../../../lib/video-edit-workflow.ts';
import { check } from './nag.ts';
import { stageStack } from '../stage-template.ts';

const everySetting = {
  access: { kind: 'iam', owner: 'role', operators: ['arn:aws:iam::111122223333:role/operator'] },
  allowedOrigins: ['https://studio.example.com'],
  provider: { url: 'https://provider.example.com', balanceUrl: 'https://balance.example.com' },
  inputBuckets: [{ name: 'footage', prefixes: ['clips/', 'stills/'] }, { name: 'archive' }],
  inbox: { bucket: 'studio-drop', prefix: 'in/', outboxPrefix: 'out/', owner: 'studio' },
  inputCdns: [
    {
      domainName: 'd111111abcdef8.cloudfront.net',
      keyPairId: 'K2JCJMDEHXQW5F',
      privateKeySecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:cdn-key-AbCdEf',
    },
  ],
  limits: { clipFramesPerSecond: { min: 12, max: 60 } },
  webhooks: [{ url: 'https://hooks.example.com/reshoot', notices: ['Edit Failed'] }],
  webhookSecretOverlapHours: 48,
  spendingBy: { owner: true, metadata: ['project'] },
  giveUpAfterHours: 12,
  providerKeepsDays: 5,
  recordsKeptDays: 500,
  uploadsKeptDays: 60,
  whenRemoved: 'delete',
  alarmEmail: 'operators@example.com',
  tags: { team: 'post' },
  eventsKeptDays: 7,
  outputsExpireAfterDays: 90,
  overdueAfterMinutes: 120,
  slots: 8,
  looking: { lingerSeconds: 60 },
  budget: { dailyUsd: 50, monthlyUsd: 500 },
  throttle: { rateLimit: 10, burstLimit: 20 },
  logRetentionDays: 400,
};

const stages = {
  'with the defaults': {},
  'whose callers have tokens': {
    access: { kind: 'jwt', issuer: 'https://id.example.com', audience: ['reshoot'] },
  },
  'with every setting': everySetting,
  'whose alarms go to a topic that is there': { alarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms' },
};

// One for a rule at a resource, however many prefixes of keys are named in it.
const oneByOne = (acknowledged: readonly { rule: string; at: string; reason: string }[]) => [
  ...new Set(acknowledged.map(({ rule, at, reason }) => `${rule.replace(/\[.*/u, '')} at ${at}: ${reason}`)),
];

describe('a stage, held against the AwsSolutions and Serverless rules of cdk-nag', () => {
  it.each(Object.entries(stages))(
    'fault 69: has no finding %s but what is acknowledged',
    (_which, settings) => {
      const { open, stale, acknowledged } = check(stageStack(settings));
      expect(open).toEqual([]);
      expect(stale).toEqual([]);
      expect(acknowledged.filter(({ ofResource }) => !ofResource)).toEqual([]);
    },
  );

  it('has none in the app of somebody who sets no feature flag, either', () => {
    const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Theirs');
    new VideoEditWorkflow(stack, 'Edits', { stage: 'test' });
    const { open, stale } = check(stack);
    expect([open, stale]).toEqual([[], []]);
  });

  it('is checked with every setting that there is', () => {
    const set = new Set(Object.values(stages).flatMap((settings) => Object.keys(settings)));
    expect([...set, '$schema'].sort()).toEqual(Object.keys(stageSettingsSchema.shape).sort());
  });

  it('fault 69: acknowledges at most 15, each on one resource and with a reason', () => {
    const { acknowledged } = check(stageStack());
    const list = oneByOne(acknowledged);
    process.stdout.write(`${[`${list.length} acknowledgements:`, ...list].join('\n  ')}\n`);
    expect(list.length).toBeLessThanOrEqual(15);
    for (const { reason } of acknowledged) expect(reason).toMatch(/^[A-Z][^]{50,}\.$/u);
    expect(list.map((one) => one.replace(/: .*$/u, '').replace('Reshoot/VideoEdit/', '')).sort()).toEqual([
      'AwsSolutions-IAM5 at AcceptsFiles/Resource',
      'AwsSolutions-IAM5 at ExecutionLogs/Resource',
      'AwsSolutions-IAM5 at FunctionTraces/Resource',
      'AwsSolutions-IAM5 at ReadsInputs/Resource',
      'AwsSolutions-IAM5 at ReadsOutputs/Resource',
      'AwsSolutions-IAM5 at RemovesEdits/Resource',
      'AwsSolutions-IAM5 at ReportsFiles/Resource',
      'AwsSolutions-IAM5 at StoresOutputs/Resource',
      'AwsSolutions-IAM5 at TakesUploads/Resource',
      'AwsSolutions-SMG4 at ProviderToken/Resource',
      'AwsSolutions-SMG4 at WebhookSecret/Resource',
      'Serverless-SQSRedrivePolicy at Inbox/DeadLetters/Resource',
      'Serverless-SQSRedrivePolicy at Recovery/DeadLetters/Resource',
      'Serverless-SQSRedrivePolicy at StockTaking/DeadLetters/Resource',
      'Serverless-SQSRedrivePolicy at WebhookDelivery/DeadLetters/Resource',
    ]);
  });

  it('acknowledges of a policy the keys of objects alone, and two policies that have no resources to name', () => {
    const open = check(stageStack(everySetting)).acknowledged.flatMap(({ rule, at }) => {
      const finding = /^AwsSolutions-IAM5\[(.*)\]$/u.exec(rule)?.[1];
      return finding === undefined
        ? []
        : [`${at.split('/')[2] ?? ''} ${finding.replace(/<VideoEdit(\w+)[0-9A-F]{8}\.Arn>/u, '$1')}`];
    });
    expect(open.sort()).toEqual([
      'AcceptsFiles Resource::arn:<AWS::Partition>:s3:::studio-drop/in/*',
      'AcceptsFiles Resource::arn:<AWS::Partition>:s3:::studio-drop/out/*',
      'ExecutionLogs Resource::*',
      'FunctionTraces Resource::*',
      'ReadsInputs Resource::Results/edits/*',
      'ReadsInputs Resource::Results/uploads/*',
      'ReadsInputs Resource::arn:<AWS::Partition>:s3:::archive/*',
      'ReadsInputs Resource::arn:<AWS::Partition>:s3:::footage/clips/*',
      'ReadsInputs Resource::arn:<AWS::Partition>:s3:::footage/stills/*',
      'ReadsOutputs Resource::Results/edits/*',
      'RemovesEdits Resource::Results/edits/*',
      'RemovesEdits Resource::Results/uploads/*',
      'RemovesEdits Resource::Results/work/*',
      'RemovesEdits Resource::arn:<AWS::Partition>:s3:::studio-drop/out/*',
      'ReportsFiles Resource::arn:<AWS::Partition>:s3:::studio-drop/out/*',
      'StoresOutputs Resource::Results/edits/*',
      'StoresOutputs Resource::Results/work/*',
      'TakesUploads Resource::Results/uploads/*',
    ]);
  });
});

describe('the check', () => {
  it('fault 69: finds a bucket without TLS, and a policy that may do everything', () => {
    const stack = stageStack();
    new Bucket(stack, 'Open');
    new ManagedPolicy(stack, 'Everything', {
      statements: [new PolicyStatement({ actions: ['s3:*'], resources: ['*'] })],
    });
    const { open } = check(stack);
    expect(open).toEqual(
      expect.arrayContaining([
        { rule: 'AwsSolutions-S10', at: 'Reshoot/Open/Resource' },
        { rule: 'AwsSolutions-IAM5[Action::s3:*]', at: 'Reshoot/Everything/Resource' },
        { rule: 'AwsSolutions-IAM5[Resource::*]', at: 'Reshoot/Everything/Resource' },
      ]),
    );
  });

  it('finds what is acknowledged although nothing is wrong with it any more', () => {
    const stack = stageStack();
    const queue = new Queue(stack, 'Queue', { enforceSSL: true });
    acknowledge(queue, { rule: 'AwsSolutions-SQS4', reason: 'Once it was reached without TLS.' });
    expect(check(stack).stale).toEqual([
      expect.objectContaining({ rule: 'AwsSolutions-SQS4', at: 'Reshoot/Queue/Resource' }),
    ]);
  });

  it('finds what is acknowledged for a whole stack', () => {
    const stack = stageStack();
    Validations.of(stack).acknowledge({ id: 'AwsSolutions-S1', reason: 'Nobody wants to know.' });
    expect(check(stack).acknowledged).toContainEqual(
      expect.objectContaining({ rule: 'AwsSolutions-S1', at: 'Reshoot', ofResource: false }),
    );
  });
});

describe('an acknowledgement', () => {
  it('fails for a construct of several resources', () => {
    const stack = stageStack();
    expect(() => {
      acknowledge(stack, { rule: 'AwsSolutions-S1', reason: 'Nobody wants to know.' });
    }).toThrow('Reshoot is not one resource');
  });
});
