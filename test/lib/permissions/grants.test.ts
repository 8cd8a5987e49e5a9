import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Permission } from '../../../lib/permissions/permission.ts';
import { VideoEditWorkflow } from '../../../lib/video-edit-workflow.ts';
import {
  functionsOf,
  grantsOf,
  grantsOfRole,
  ofType,
  resourcesOf,
  stageTemplate,
  statementsOf,
  words,
} from '../stage-template.ts';

const template = stageTemplate();
const names = Object.keys(functionsOf(template)).sort();

// What its role may do, but for writing its own log and traces, and for leaving failed calls in a queue, which each may.
const expected: Readonly<Record<string, readonly string[]>> = {
  'accept-upload': [
    'dynamodb:BatchGetItem on Edits',
    'dynamodb:GetItem on Edits',
    'dynamodb:PutItem on Edits',
    'dynamodb:Query on Edits/index/by-due',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    's3:GetObject on Results/edits/*',
    's3:GetObject on Results/inbox/*',
    's3:GetObject on Results/outbox/*',
    's3:GetObject on Results/uploads/*',
    's3:ListBucket on Results',
    's3:PutObject on Results/outbox/*',
    's3:PutObject on Results/uploads/*',
    'states:StartExecution on StateMachine',
  ],
  announce: ['dynamodb:GetItem on Edits', 'dynamodb:UpdateItem on Edits', 'events:PutEvents on Bus'],
  'cancel-edit': [
    'dynamodb:GetItem on Edits',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    'secretsmanager:GetSecretValue on ProviderToken',
  ],
  'check-status': [
    'dynamodb:GetItem on Edits',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    'secretsmanager:GetSecretValue on ProviderToken',
  ],
  'create-upload': ['s3:PutObject on Results/uploads/*'],
  'delete-edit': [
    'dynamodb:DeleteItem on Deliveries',
    'dynamodb:Query on Deliveries',
    'dynamodb:GetItem on Edits',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    's3:DeleteObject on Results/edits/*',
    's3:DeleteObject on Results/outbox/*',
    's3:DeleteObject on Results/uploads/*',
    's3:DeleteObject on Results/work/*',
  ],
  'deliver-webhook': [
    'dynamodb:GetItem on Deliveries',
    'dynamodb:GetItem on Edits',
    'dynamodb:UpdateItem on Deliveries',
    'events:PutEvents on Bus',
    's3:GetObject on Results/edits/*',
    'secretsmanager:GetSecretValue on WebhookSecret',
  ],
  'describe-api': [],
  'list-deliveries': ['dynamodb:GetItem on Edits', 'dynamodb:Query on Deliveries'],
  'list-edits': [
    'dynamodb:BatchGetItem on Edits',
    'dynamodb:GetItem on Edits',
    'dynamodb:Query on Edits/index/by-owner',
  ],
  'read-account': ['dynamodb:GetItem on Edits', 'secretsmanager:GetSecretValue on ProviderToken'],
  'read-edit': ['dynamodb:GetItem on Edits'],
  'read-output': ['dynamodb:GetItem on Edits', 's3:GetObject on Results/edits/*'],
  recover: [
    'dynamodb:BatchGetItem on Deliveries',
    'dynamodb:DeleteItem on Deliveries',
    'dynamodb:GetItem on Deliveries',
    'dynamodb:Query on Deliveries',
    'dynamodb:Query on Deliveries/index/by-due',
    'dynamodb:UpdateItem on Deliveries',
    'states:StartExecution on DeliveryStateMachine',
    'dynamodb:BatchGetItem on Edits',
    'dynamodb:GetItem on Edits',
    'dynamodb:Query on Edits/index/by-due',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    's3:DeleteObject on Results/edits/*',
    's3:DeleteObject on Results/outbox/*',
    's3:DeleteObject on Results/uploads/*',
    's3:DeleteObject on Results/work/*',
    'states:StartExecution on StateMachine',
  ],
  'report-upload': [
    'dynamodb:GetItem on Edits',
    's3:GetObject on Results/edits/*',
    's3:PutObject on Results/outbox/*',
  ],
  'resend-delivery': [
    'dynamodb:GetItem on Deliveries',
    'dynamodb:GetItem on Edits',
    'dynamodb:UpdateItem on Deliveries',
    'events:PutEvents on Bus',
    'states:StartExecution on DeliveryStateMachine',
  ],
  'resolve-edit': [
    'dynamodb:BatchGetItem on Edits',
    'dynamodb:GetItem on Edits',
    'dynamodb:Query on Edits/index/by-request',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    'secretsmanager:GetSecretValue on ProviderToken',
    'states:StartExecution on StateMachine',
  ],
  send: [
    'dynamodb:GetItem on Edits',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    's3:GetObject on Results/edits/*',
    's3:GetObject on Results/uploads/*',
    'secretsmanager:GetSecretValue on ProviderToken',
  ],
  'start-deliveries': [
    'dynamodb:DeleteItem on Deliveries',
    'dynamodb:GetItem on Deliveries',
    'dynamodb:GetItem on Edits',
    'dynamodb:PutItem on Deliveries',
    'dynamodb:Query on Deliveries',
    'states:StartExecution on DeliveryStateMachine',
  ],
  'store-result': [
    'dynamodb:GetItem on Edits',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    's3:AbortMultipartUpload on Results/edits/*',
    's3:AbortMultipartUpload on Results/work/*',
    's3:DeleteObject on Results/work/*',
    's3:GetObject on Results/work/*',
    's3:PutObject on Results/edits/*',
    's3:PutObject on Results/work/*',
    'secretsmanager:GetSecretValue on ProviderToken',
  ],
  'submit-edit': [
    'dynamodb:GetItem on Edits',
    'dynamodb:PutItem on Edits',
    'dynamodb:UpdateItem on Edits',
    'events:PutEvents on Bus',
    's3:GetObject on Results/edits/*',
    's3:GetObject on Results/uploads/*',
    'states:StartExecution on StateMachine',
  ],
  'take-stock': [
    'dynamodb:BatchGetItem on Edits',
    'dynamodb:GetItem on Edits',
    'dynamodb:Query on Edits/index/by-due',
  ],
  'test-webhook': ['secretsmanager:GetSecretValue on WebhookSecret'],
};

const own =
  /^(logs:(CreateLogStream|PutLogEvents) on \w+Log|xray:Put(TelemetryRecords|TraceSegments) on \*|sqs:SendMessage on \w+DeadLetters)$/u;
const grants = Object.fromEntries(
  names.map((name) => [name, grantsOf(template, name).filter((grant) => !own.test(grant))]),
);

describe('the role of a function', () => {
  it('is there for every function of the stack', () => {
    expect(names).toEqual(Object.keys(expected).sort());
  });

  it.each(names)('fault 68: of %s may do what it is for', (name) => {
    expect(grants[name]).toEqual([...(expected[name] ?? [])].sort());
  });

  it('fault 68: is denied every action of the others that is not its own', () => {
    const all = [...new Set(Object.values(grants).flat())].sort();
    const width = Math.max(...all.map(({ length }) => length));
    const table = all.map((grant) =>
      [
        grant.padEnd(width),
        ...names.map((name) => (grants[name]?.includes(grant) ? 'may' : '-').padEnd(13)),
      ].join(' '),
    );
    const head = [''.padEnd(width), ...names.map((name) => name.padEnd(13))].join(' ');
    process.stdout.write(`${[head, ...table].map((line) => line.trimEnd()).join('\n')}\n`);

    // No action by pattern, and no resource by one but the keys below a prefix: so the texts above are the truth.
    for (const grant of all) expect(grant).toMatch(/^[a-z0-9]+:[A-Za-z]+ on \w+(\/[\w-]+)*(\/\*)?$/u);
    for (const name of names) {
      const foreign = all.filter((grant) => !expected[name]?.includes(grant));
      expect(grants[name]?.filter((grant) => foreign.includes(grant))).toEqual([]);
    }
  });

  it('writes to its own log alone', () => {
    for (const name of names) {
      const logs = grantsOf(template, name).filter((grant) => grant.startsWith('logs:'));
      const log = `${name.replace(/(^|-)([a-z])/gu, (_match, _dash, letter: string) => letter.toUpperCase())}Log`;
      expect(logs).toEqual([`logs:CreateLogStream on ${log}`, `logs:PutLogEvents on ${log}`]);
    }
  });

  it('leaves failed calls that nobody waited for in the queue that it is configured with, and in no other', () => {
    const queues = Object.fromEntries(
      Object.entries(functionsOf(template)).map(([name, [, { Properties }]]) => {
        const queue = words(
          (Properties['DeadLetterConfig'] as { TargetArn: unknown } | undefined)?.TargetArn,
        );
        const sends = grantsOf(template, name).filter((grant) => grant.startsWith('sqs:'));
        expect(sends).toEqual([`sqs:SendMessage on ${queue}`]);
        return [name, queue];
      }),
    );
    const others = Object.entries(queues).filter(([, queue]) => queue !== 'RecoveryDeadLetters');
    expect(Object.fromEntries(others)).toEqual({
      'accept-upload': 'InboxDeadLetters',
      'report-upload': 'InboxDeadLetters',
      'start-deliveries': 'WebhookDeliveryDeadLetters',
      'take-stock': 'StockTakingDeadLetters',
    });
  });

  it.each(['send', 'submit-edit', 'accept-upload'])(
    'of %s reads the inputs of the buckets that the settings name',
    (name) => {
      const named = stageTemplate({
        inputBuckets: [{ name: 'footage', prefixes: ['clips/', 'stills/'] }, { name: 'archive' }],
      });
      const more = grantsOf(named, name).filter((grant) => !grantsOf(template, name).includes(grant));
      expect(more.map((grant) => grant.replace('AWS::Partition', 'aws'))).toEqual([
        's3:GetObject on arn:aws:s3:::archive/*',
        's3:GetObject on arn:aws:s3:::footage/clips/*',
        's3:GetObject on arn:aws:s3:::footage/stills/*',
      ]);
    },
  );
});

describe('a policy of several functions', () => {
  it('fault 68: may use the keys of the buckets that it is about, by no pattern of actions', () => {
    const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Theirs');
    const bucket = (id: string) =>
      new Bucket(stack, id, { encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, `${id}Key`) });
    new VideoEditWorkflow(stack, 'VideoEdit', {
      stage: 'test',
      inputBuckets: [{ bucket: bucket('Footage') }],
      inbox: { bucket: bucket('Drop') },
    });
    const theirs = Template.fromStack(stack);
    const keysOf = (name: string) => grantsOf(theirs, name).filter((grant) => grant.startsWith('kms:'));
    expect(
      Object.fromEntries(
        names.map((name) => [name, [...new Set(keysOf(name))]]).filter(([, keys]) => keys?.length),
      ),
    ).toEqual({
      'accept-upload': [
        'kms:Decrypt on DropKey',
        'kms:Decrypt on FootageKey',
        'kms:GenerateDataKey on DropKey',
      ],
      'report-upload': ['kms:GenerateDataKey on DropKey'],
      send: ['kms:Decrypt on FootageKey'],
      'submit-edit': ['kms:Decrypt on FootageKey'],
    });
  });

  it('fails for a function that has no role', () => {
    const stack = new Stack();
    const permission = new Permission(stack, 'Reads', {
      description: 'Reads',
      reason: 'Because.',
      grant: (to) => new Bucket(stack, 'Bucket').grantWrite(to),
    });
    const foreign = Function.fromFunctionName(stack, 'Foreign', 'of-somebody-else');
    expect(() => {
      permission.giveTo(foreign);
    }).toThrow('Default/Foreign has no role that could be given anything');
  });
});

// Log deliveries and X-Ray have no resources to name: `lib/permissions/watching.ts`.
const watching = [
  'logs:CreateLogDelivery on *',
  'logs:DeleteLogDelivery on *',
  'logs:DescribeLogGroups on *',
  'logs:DescribeResourcePolicies on *',
  'logs:GetLogDelivery on *',
  'logs:ListLogDeliveries on *',
  'logs:PutResourcePolicy on *',
  'logs:UpdateLogDelivery on *',
  'xray:GetSamplingRules on *',
  'xray:GetSamplingTargets on *',
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];
const otherRoles: Readonly<Record<string, readonly string[]>> = {
  StateMachineRole: [
    'lambda:InvokeFunction on Announce',
    'lambda:InvokeFunction on CheckStatus',
    'lambda:InvokeFunction on Send',
    'lambda:InvokeFunction on StoreResult',
    ...watching,
  ],
  DeliveryStateMachineRole: ['lambda:InvokeFunction on DeliverWebhook', ...watching],
};

const roles = ofType(template, 'AWS::IAM::Role');
const roleOf = ([, { Properties }]: (typeof roles)[number]) =>
  (Properties['Role'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0];
const ofFunctions = Object.values(functionsOf(template)).map(roleOf);

describe('every role of a stage', () => {
  it("fault 68: is one function's alone, or that of a state machine, which may do what is listed", () => {
    expect(new Set(ofFunctions).size).toBe(ofFunctions.length);
    const others = roles.filter(([id]) => !ofFunctions.includes(id));
    expect(
      Object.fromEntries(others.map(([id]) => [words({ Ref: id }), grantsOfRole(template, id)])),
    ).toEqual(otherRoles);
  });

  it('fault 68: may do nothing by a pattern of actions, and something everywhere only where there are no resources', () => {
    const everywhere = new Set<string>();
    for (const [id] of roles) {
      for (const grant of grantsOfRole(template, id)) {
        expect(grant).toMatch(/^[a-z0-9]+:[A-Za-z]+ on (\*|\w+(\/[\w-]+)*(\/\*)?)$/u);
        if (grant.endsWith(' on *')) everywhere.add(grant);
      }
    }
    expect([...everywhere].sort()).toEqual(watching);
  });

  it('fault 68: is assumed by its service, for this account', () => {
    const account = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } };
    for (const [id, { Properties }] of roles) {
      const isFunction = ofFunctions.includes(id);
      expect(statementsOf(Properties['AssumeRolePolicyDocument'])).toEqual([
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: isFunction ? 'lambda.amazonaws.com' : 'states.amazonaws.com' },
          Condition: isFunction
            ? { StringEquals: account }
            : { StringEquals: account, ArnLike: { 'aws:SourceArn': expect.anything() as unknown } },
        },
      ]);
      expect(Properties['PermissionsBoundary']).toBeUndefined();
    }
  });

  it('fault 68: has every policy of the stage, and no policy lets anybody in besides', () => {
    const attached = new Set(
      roles.flatMap(([, { Properties }]) =>
        ((Properties['ManagedPolicyArns'] ?? []) as { Ref: string }[]).map(({ Ref }) => Ref),
      ),
    );
    const shared = ofType(template, 'AWS::IAM::ManagedPolicy');
    expect([...attached].sort()).toEqual(shared.map(([id]) => id).sort());
    for (const [, { Properties }] of shared) {
      expect([Properties['Roles'], Properties['Users'], Properties['Groups']]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });
});

describe('what lets services in', () => {
  it('fault 68: lets API Gateway and rules call the functions that they are for, each by its own address', () => {
    const calls = ofType(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => {
      expect(Properties).toMatchObject({
        Action: 'lambda:InvokeFunction',
        SourceArn: expect.anything() as unknown,
      });
      const source = words(Properties['SourceArn']).replace(/^arn:.*:(?=Api)/u, '');
      return `${String(Properties['Principal']).split('.')[0] ?? ''} ${source} -> ${words(Properties['FunctionName'])}`;
    });
    expect(calls.sort()).toEqual([
      'apigateway Api/*/*/v1/account -> ReadAccount',
      'apigateway Api/*/*/v1/edits -> ListEdits',
      'apigateway Api/*/*/v1/edits -> SubmitEdit',
      'apigateway Api/*/*/v1/edits/{edit_id} -> DeleteEdit',
      'apigateway Api/*/*/v1/edits/{edit_id} -> ReadEdit',
      'apigateway Api/*/*/v1/edits/{edit_id}/cancel -> CancelEdit',
      'apigateway Api/*/*/v1/edits/{edit_id}/deliveries -> ListDeliveries',
      'apigateway Api/*/*/v1/edits/{edit_id}/deliveries/{delivery_id}/resend -> ResendDelivery',
      'apigateway Api/*/*/v1/edits/{edit_id}/outputs/{n} -> ReadOutput',
      'apigateway Api/*/*/v1/edits/{edit_id}/resolve -> ResolveEdit',
      'apigateway Api/*/*/v1/health -> DescribeApi',
      'apigateway Api/*/*/v1/openapi.json -> DescribeApi',
      'apigateway Api/*/*/v1/uploads -> CreateUpload',
      'apigateway Api/*/*/v1/webhooks/test -> TestWebhook',
      'apigateway Api/*/*/{proxy+} -> DescribeApi',
      'events InboxSweep -> AcceptUpload',
      'events InboxTold -> ReportUpload',
      'events InboxUploaded -> AcceptUpload',
      'events RecoveryDeadExecutions -> Recover',
      'events RecoverySweep -> Recover',
      'events StockTakingEachMinute -> TakeStock',
      'events WebhookDeliveryNotices -> StartDeliveries',
    ]);
  });

  it('fault 68: lets rules, and nobody else, put into the queues', () => {
    const senders = ofType(template, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) =>
      statementsOf(Properties['PolicyDocument'])
        .filter(({ Effect }) => Effect === 'Allow')
        .map(({ Action, Resource, Principal, Condition }) => {
          expect([Action].flat()).toContain('sqs:SendMessage');
          // To look the queue up is what the library adds for a target; nobody may receive or delete.
          expect(
            [Action].flat().filter((action) => !/^sqs:(SendMessage|GetQueue\w+)$/u.test(action)),
          ).toEqual([]);
          expect(Principal).toEqual({ Service: 'events.amazonaws.com' });
          const { 'aws:SourceArn': rule } = (Condition as { ArnEquals: { 'aws:SourceArn': unknown } })
            .ArnEquals;
          return `${words(rule)} -> ${words(Resource)}`;
        }),
    );
    expect(senders.sort()).toEqual([
      'InboxSweep -> InboxDeadLetters',
      'InboxTold -> InboxDeadLetters',
      'InboxUploaded -> InboxDeadLetters',
      'RecoveryDeadExecutions -> RecoveryDeadLetters',
      'RecoverySweep -> RecoveryDeadLetters',
      'StockTakingEachMinute -> StockTakingDeadLetters',
      'WebhookDeliveryNotices -> WebhookDeliveryDeadLetters',
      'WebhookDeliveryUndelivered -> WebhookDeliveryDeadLetters',
      'WebhookDeliveryUndelivered -> WebhookDeliveryUndeliveredWebhooks',
    ]);
  });

  it('fault 68: lets nobody into the buckets but S3 itself, with the log of this one', () => {
    const allowed = ofType(template, 'AWS::S3::BucketPolicy').flatMap(([, { Properties }]) =>
      statementsOf(Properties['PolicyDocument']).filter(({ Effect }) => Effect === 'Allow'),
    );
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 's3:PutObject',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Condition: {
          ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': ['VideoEditResults3F92C98B', 'Arn'] } },
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        },
      }),
    ]);
  });

  it('fault 68: lets alarms of this account, and nobody else, publish to the topic', () => {
    const allowed = ofType(template, 'AWS::SNS::TopicPolicy').flatMap(([, { Properties }]) =>
      statementsOf(Properties['PolicyDocument']).filter(({ Effect }) => Effect === 'Allow'),
    );
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': expect.anything() as unknown },
        },
      }),
    ]);
  });

  it('fault 68: knows no other policy of a resource', () => {
    const types = new Set(Object.values(resourcesOf(template)).map(({ Type }) => Type));
    expect([...types].filter((type) => /Policy|Permission/u.test(type)).sort()).toEqual([
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Policy',
      'AWS::Lambda::Permission',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
    ]);
  });
});
