import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { usableSecret } from '../../lambdas/adapters/webhooks/signing.ts';
import { undeliverableType } from '../../lambdas/contract/delivery.ts';
import { eventSource, noticeTypeSchema } from '../../lambdas/contract/events.ts';
import { tokenPlaceholder } from '../../lambdas/contract/provider-token.ts';
import { deliveriesTable, editsTable } from '../../lambdas/contract/table.ts';
import { functionsOf, ofType, resourcesOf, stageTemplate, variablesOf, words } from './stage-template.ts';

interface Target {
  readonly Arn: unknown;
  readonly DeadLetterConfig: { readonly Arn: unknown };
  readonly RetryPolicy: {
    readonly MaximumRetryAttempts: number;
    readonly MaximumEventAgeInSeconds: number;
  };
}

const template = stageTemplate();
// What holds data, or is called by executions and callers of before.
const lasting = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::Events::EventBus',
  'AWS::StepFunctions::StateMachine',
  'AWS::SQS::Queue',
  'AWS::ApiGatewayV2::Api',
  'AWS::Events::Archive',
  'AWS::Lambda::Function',
  'AWS::SNS::Topic',
];
const idsOf = (type: string) => ofType(template, type).map(([id]) => id);

describe('a stage', () => {
  // Changed, CloudFormation would make another in its place: data would be left behind, and executions and callers
  // of before would call what is gone.
  it('fault 69: keeps the logical id of everything that holds data or is called', () => {
    expect(Object.fromEntries(lasting.map((type) => [type, idsOf(type).sort()]))).toEqual({
      'AWS::SNS::Topic': ['VideoEditAlarmTopic76FB8BF0'],
      'AWS::Events::Archive': ['VideoEditBusArchive91268379'],
      'AWS::DynamoDB::Table': ['VideoEditDeliveriesE34AD9E6', 'VideoEditEditsC81A7724'],
      'AWS::S3::Bucket': ['VideoEditResults3F92C98B', 'VideoEditResultsAccessLogsD6FA5D93'],
      'AWS::SecretsManager::Secret': ['VideoEditProviderToken80C8FEFE', 'VideoEditWebhookSecretAFEFA7E9'],
      'AWS::Events::EventBus': ['VideoEditBusDCB2FB13'],
      'AWS::StepFunctions::StateMachine': [
        'VideoEditDeliveryStateMachine11C86E90',
        'VideoEditStateMachineC07C38F7',
      ],
      'AWS::SQS::Queue': [
        'VideoEditInboxDeadLettersDCB7A1D1',
        'VideoEditRecoveryDeadLetters81199F7E',
        'VideoEditStockTakingDeadLettersEC259BD0',
        'VideoEditWebhookDeliveryDeadLettersF3369278',
        'VideoEditWebhookDeliveryUndeliveredWebhooksAF176278',
      ],
      'AWS::ApiGatewayV2::Api': ['VideoEditApi2FAEF1C4'],
      'AWS::Lambda::Function': [
        'VideoEditAcceptUpload3F8AF3AB',
        'VideoEditAnnounceE4BD2299',
        'VideoEditCancelEditADD1C04E',
        'VideoEditCheckStatus11E45207',
        'VideoEditCreateUploadF8754688',
        'VideoEditDeleteEdit17DC7A6B',
        'VideoEditDeliverWebhookA92DA5BC',
        'VideoEditDescribeApiAB557789',
        'VideoEditListDeliveries87B5EF4F',
        'VideoEditListEditsE2BABADB',
        'VideoEditReadAccountA15B4E18',
        'VideoEditReadEditF2C8415D',
        'VideoEditReadOutputDEF3BB6E',
        'VideoEditRecoverECDC8F86',
        'VideoEditReportUpload5FC944B2',
        'VideoEditResendDelivery369DACE5',
        'VideoEditResolveEditC773A944',
        'VideoEditSend76468FDA',
        'VideoEditStartDeliveriesB6167192',
        'VideoEditStoreResult29BD42BF',
        'VideoEditSubmitEditE5093357',
        'VideoEditTakeStockE78C7DFD',
        'VideoEditTestWebhookA45E1CBE',
      ],
    });
  });

  it('fault 69: has nothing else that could not be made anew', () => {
    const types = new Set(Object.values(resourcesOf(template)).map(({ Type }) => Type));
    const renewable =
      /^AWS::(?:ApiGatewayV2::(?:Authorizer|Integration|Route|Stage)|CDK::Metadata|CloudWatch::\w+|Events::Rule|IAM::\w+|Lambda::Permission|Logs::\w+|S3::BucketPolicy|SNS::(?:Subscription|TopicPolicy)|SQS::QueuePolicy)$/u;
    expect([...types].filter((type) => !lasting.includes(type) && !renewable.test(type))).toEqual([]);
  });

  // An execution goes on in the role that it was started in: were that gone, it could call nothing any more.
  it('fault 69: keeps the logical id of the roles that executions go on in', () => {
    const roles = ofType(template, 'AWS::StepFunctions::StateMachine').map(
      ([, { Properties }]) => (Properties['RoleArn'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0],
    );
    expect(roles.sort()).toEqual([
      'VideoEditDeliveryStateMachineRole83D87ED4',
      'VideoEditStateMachineRole7E13A6D6',
    ]);
  });

  it('names nothing itself, so that several fit in one account', () => {
    const ofItsStack = ['AWS::Events::EventBus', 'AWS::ApiGatewayV2::Api', 'AWS::Logs::QueryDefinition'];
    const named = Object.entries(resourcesOf(template)).flatMap(([id, { Type, Properties }]) =>
      Object.entries(Properties)
        .filter(([, value]) => typeof value === 'string')
        .map(([name]) => name)
        .filter((name) =>
          /^(Function|Bucket|Table|Queue|Role|ManagedPolicy|LogGroup|StateMachine|Rule)?Name$/u.test(name),
        )
        // These are made of the stack's own name.
        .filter(() => !ofItsStack.includes(Type))
        .map((name) => `${Type} ${id} ${name}`),
    );
    expect(named).toEqual([]);
  });

  it('fault 69: keeps table and bucket when it is removed, and when CloudFormation would replace them', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      for (const [, resource] of ofType(template, type)) {
        expect([resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
      }
    }
  });

  it('fault 69: can be set back to any second of 35 days, whatever table it is', () => {
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('has the table that the functions expect, on demand, with its past of 35 days', () => {
    const indexes = [editsTable.byOwner, editsTable.byRequest, editsTable.byDue];
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: editsTable.partitionKey, KeyType: 'HASH' }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: editsTable.timeToLive, Enabled: true },
      GlobalSecondaryIndexes: indexes.map(({ name, partitionKey, ...sorted }) =>
        Match.objectLike({
          IndexName: name,
          KeySchema: [
            { AttributeName: partitionKey, KeyType: 'HASH' },
            ...('sortKey' in sorted ? [{ AttributeName: sorted.sortKey, KeyType: 'RANGE' }] : []),
          ],
        }),
      ),
    });
  });

  it('fault 69: has buckets that are private, encrypted, and reached over TLS alone', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(
      ofType(template, 'AWS::S3::BucketPolicy').map(([, { Properties }]) => words(Properties['Bucket'])),
    ).toEqual(idsOf('AWS::S3::Bucket').map((bucket) => words({ Ref: bucket })));
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([tlsOnly('s3:*')]) },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  it('keeps who read what in its bucket for as long as its logs', () => {
    const logs = 'VideoEditResultsAccessLogsD6FA5D93';
    template.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: { Ref: logs } },
    });
    const rules = (settings: object) =>
      resourcesOf(stageTemplate(settings))[logs]?.Properties['LifecycleConfiguration'];
    expect(rules({})).toMatchObject({ Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] });
    expect(rules({ logRetentionDays: 400 })).toMatchObject({ Rules: [{ ExpirationInDays: 400 }] });
    expect(rules({ logRetentionDays: 9_999 })).toBeUndefined();
  });

  it('clears away what was not finished, and never an output unless it is told to', () => {
    const rules = (of: typeof template) =>
      (
        resourcesOf(of)['VideoEditResults3F92C98B']?.Properties['LifecycleConfiguration'] as {
          Rules: readonly Record<string, unknown>[];
        }
      ).Rules.map(({ Prefix, ExpirationInDays, AbortIncompleteMultipartUpload }) => [
        Prefix,
        ExpirationInDays,
        (AbortIncompleteMultipartUpload as { DaysAfterInitiation: number } | undefined)?.DaysAfterInitiation,
      ]);
    const always = [
      [undefined, undefined, 1],
      ['work/', 7, undefined],
      ['uploads/', 7, undefined],
    ];
    expect(rules(template)).toEqual(always);
    expect(rules(stageTemplate({ outputsExpireAfterDays: 90 }))).toEqual([
      ...always,
      ['edits/', 90, undefined],
    ]);
  });

  it('has a secret that is no token until somebody puts one there', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      SecretString: tokenPlaceholder,
      GenerateSecretString: Match.absent(),
    });
  });

  it('fault 69: logs every execution without what its callers wrote, and traces it', () => {
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: Match.anyValue() } }],
      },
      TracingConfiguration: { Enabled: true },
    });
  });

  it('fault 69: ends an execution that nothing ended', () => {
    const limits = ofType(template, 'AWS::StepFunctions::StateMachine').map(
      ([id, { Properties }]) =>
        `${words({ Ref: id })} ${/"TimeoutSeconds":(\d+)/u.exec(words(Properties['DefinitionString']))?.[1] ?? 'never'}`,
    );
    expect(limits).toEqual(['StateMachine 691200', 'DeliveryStateMachine 1036800']);
  });

  it('fault 69: keeps every log for three months, and for as long as it is told to', () => {
    const days = (of: typeof template) =>
      new Set(ofType(of, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties['RetentionInDays']));
    expect(days(template)).toEqual(new Set([90]));
    expect(days(stageTemplate({ logRetentionDays: 400 }))).toEqual(new Set([400]));
    expect(idsOf('AWS::Logs::LogGroup')).toHaveLength(idsOf('AWS::Lambda::Function').length + 3);
  });

  it('fault 69: looks for what fell down every five minutes, and at once where an execution died', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
    const machines = ['VideoEditStateMachineC07C38F7', 'VideoEditDeliveryStateMachine11C86E90'];
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: machines.map((machine) => ({ Ref: machine })),
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
    });
  });

  it('takes stock every minute', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': ['VideoEditTakeStockE78C7DFD', 'Arn'] } })],
    });
  });

  it('fault 69: has a dead-letter queue behind every target of a rule, and behind what is called in passing', () => {
    const targets = ofType(template, 'AWS::Events::Rule').flatMap(
      ([, { Properties }]) => Properties['Targets'] as Target[],
    );
    expect(
      targets.map(({ Arn, DeadLetterConfig, RetryPolicy }) =>
        [
          words(Arn),
          words(DeadLetterConfig.Arn),
          RetryPolicy.MaximumRetryAttempts,
          RetryPolicy.MaximumEventAgeInSeconds,
        ].join(' '),
      ),
    ).toEqual([
      'StartDeliveries WebhookDeliveryDeadLetters 185 21600',
      'WebhookDeliveryUndeliveredWebhooks WebhookDeliveryDeadLetters 185 21600',
      'AcceptUpload InboxDeadLetters 185 21600',
      'AcceptUpload InboxDeadLetters 185 21600',
      'ReportUpload InboxDeadLetters 185 21600',
      'Recover RecoveryDeadLetters 2 900',
      'Recover RecoveryDeadLetters 2 900',
      'TakeStock StockTakingDeadLetters 2 300',
    ]);
    // Tried twice more, for six hours: Lambda's own. What fails for good comes into the same queues, as it came.
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 0);
    template.allResourcesProperties('AWS::Lambda::Function', {
      DeadLetterConfig: { TargetArn: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['VideoEditWebhookDeliveryDeadLettersF3369278', 'Arn'] },
        maxReceiveCount: 100,
      },
    });
    template.allResourcesProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 5);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: Match.arrayWith([tlsOnly('sqs:*')]) },
    });
  });

  it('fault 74: begins deliveries of what is told, and of nothing that an archive plays again', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: 'VideoEditBusDCB2FB13' },
      EventPattern: {
        source: [eventSource],
        'detail-type': noticeTypeSchema.options,
        'replay-name': [{ exists: false }],
      },
    });
  });

  it('keeps what it tells for a while, to be told again', () => {
    const archive = (days: number) => ({
      EventPattern: { source: [eventSource] },
      SourceArn: { 'Fn::GetAtt': ['VideoEditBusDCB2FB13', 'Arn'] },
      RetentionDays: days,
    });
    template.hasResourceProperties('AWS::Events::Archive', archive(30));
    stageTemplate({ eventsKeptDays: 7 }).hasResourceProperties('AWS::Events::Archive', archive(7));
  });

  it('fault 55: keeps in a queue what no webhook could be told', () => {
    const queue = { 'Fn::GetAtt': ['VideoEditWebhookDeliveryUndeliveredWebhooksAF176278', 'Arn'] };
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: 'VideoEditBusDCB2FB13' },
      EventPattern: { source: [eventSource], 'detail-type': [undeliverableType] },
      Targets: [Match.objectLike({ Arn: queue })],
    });
  });

  it('has the table of deliveries that the functions expect, on demand, with its past of 35 days', () => {
    const { byDue, partitionKey, sortKey, timeToLive } = deliveriesTable;
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true },
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: byDue.name,
          KeySchema: [
            { AttributeName: byDue.partitionKey, KeyType: 'HASH' },
            { AttributeName: byDue.sortKey, KeyType: 'RANGE' },
          ],
        }),
      ],
    });
  });

  it('has a secret to sign webhooks with, that base64 decodes', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 44, ExcludePunctuation: true },
    });
    // Letters and digits alone: all of them are of base64's alphabet, and 44 of them are 33 bytes.
    expect(usableSecret('aB3'.padEnd(44, 'x'))).toBeDefined();
  });

  it('tells where everything is', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AlarmTopic',
      'ApiUrl',
      'Dashboard',
      'DeliveriesTable',
      'EditsTable',
      'EventBus',
      'Inbox',
      'InboxDeadLetters',
      'ProviderTokenSecret',
      'RecoveryDeadLetters',
      'ResultsBucket',
      'StateMachineArn',
      'StockDeadLetters',
      'UndeliveredWebhooks',
      'WebhookDeadLetters',
      'WebhookSecret',
    ]);
  });

  it.each(['', 'Dev', '1dev', 'x'.repeat(17), 'my_stage'])('fails for a stage named %j', (stage) => {
    expect(() => stageTemplate({}, stage)).toThrow(
      `stage must be 1 to 16 lower-case letters, digits or dashes, beginning with a letter, and is "${stage}"`,
    );
  });
});

const tlsOnly = (action: string) =>
  Match.objectLike({
    Effect: 'Deny',
    Action: action,
    Principal: { AWS: '*' },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });

describe('a function', () => {
  const functions = Object.entries(functionsOf(template));

  it.each(functions)(
    'fault 69: %s runs on Node.js 24 on arm64, traced, and within its time',
    (_name, [, made]) => {
      expect(made.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: expect.anything() as unknown },
        Description: expect.any(String) as unknown,
      });
    },
  );

  it('fault 69: has the time for what it does', () => {
    expect(
      Object.fromEntries(functions.map(([name, [, { Properties }]]) => [name, Properties['Timeout']])),
    ).toEqual({
      // It may stay 120 s in line, and writes its verdict down until its lease of 130 s runs out.
      send: 270,
      // It may stay for 180 s.
      'check-status': 270,
      'store-result': 900,
      'accept-upload': 900,
      announce: 60,
      recover: 300,
      'take-stock': 60,
      // An attempt may take 15 s.
      'deliver-webhook': 60,
      'start-deliveries': 60,
      // An HTTP API waits for 30 s.
      'submit-edit': 29,
      'read-edit': 29,
      'list-edits': 29,
      'cancel-edit': 29,
      'resolve-edit': 29,
      'create-upload': 29,
      'delete-edit': 29,
      'read-output': 29,
      'list-deliveries': 29,
      'report-upload': 120,
      'resend-delivery': 29,
      'test-webhook': 29,
      'read-account': 29,
      'describe-api': 29,
    });
  });

  it.each(functions)(
    '%s starts with the environment that the stack gives it, and reads all of it',
    async (name, [, made]) => {
      const given = Object.entries(variablesOf(made)).filter(
        ([variable]) => !['POWERTOOLS_SERVICE_NAME', 'MALLOC_ARENA_MAX'].includes(variable),
      );
      const before = { ...process.env };
      const read = new Set<string>();
      Object.assign(process.env, { AWS_REGION: 'us-east-1', POWERTOOLS_SERVICE_NAME: name });
      for (const [variable, value] of given) process.env[variable] = words(value);
      const watched = process.env;
      process.env = new Proxy(watched, {
        get: (target, variable) => {
          if (typeof variable === 'string') read.add(variable);
          return Reflect.get(target, variable) as unknown;
        },
      });
      try {
        const { handler } = (await import(`../../lambdas/${name}/index.ts`)) as { handler: unknown };
        expect(handler).toEqual(expect.any(Function));
        for (const [variable] of given) expect([...read]).toContain(variable);
      } finally {
        process.env = before;
      }
    },
  );
});
