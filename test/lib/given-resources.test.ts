import { describe, expect, it } from '@jest/globals';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { VideoEditWorkflow, type VideoEditWorkflowProps } from '../../lib/video-edit-workflow.ts';
import { functionsOf, grantsOf, ofType, variablesOf, words } from './stage-template.ts';
import { somebodysStack, templateWith, workflowIn } from './workflow-template.ts';

const own = templateWith(() => ({}));
const functionNames = Object.keys(functionsOf(own));

/** Who may do what with something, by action: `kms:Decrypt` and the names of the functions. */
const who = (template: Template, thing: RegExp): Readonly<Record<string, readonly string[]>> => {
  const found = functionNames.flatMap((name) =>
    grantsOf(template, name)
      .map((grant) => grant.split(' on '))
      .filter(([, on = '']) => thing.test(on))
      .map(([action = '']) => [action, name] as const),
  );
  return Object.fromEntries(
    [...new Set(found.map(([action]) => action))]
      .sort()
      .map((action) => [
        action,
        [...new Set(found.filter(([of]) => of === action).map(([, name]) => name))].sort(),
      ]),
  );
};

const studioBucket = (stack: Stack) => Bucket.fromBucketName(stack, 'Given', 'studio');

describe('a stage that is given a bucket', () => {
  it('makes none, and does there what it would do in its own', () => {
    const given = templateWith((stack) => ({ bucket: studioBucket(stack) }));
    given.resourceCountIs('AWS::S3::Bucket', 0);
    const inBucket = (template: Template, bucket: RegExp) =>
      functionNames.map((name) => [
        name,
        grantsOf(template, name)
          .filter((grant) => grant.startsWith('s3:'))
          .map((grant) => grant.replace('AWS::Partition', 'aws').replace(bucket, 'BUCKET'))
          .sort(),
      ]);
    expect(inBucket(given, /arn:aws:s3:::studio/u)).toEqual(inBucket(own, /Results/u));
    expect(variablesOf(functionsOf(given)['store-result']?.[1] ?? never())['RESULTS_BUCKET']).toBe('studio');
  });

  it('hears of files in its inbox there', () => {
    templateWith((stack) => ({ bucket: studioBucket(stack) })).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.s3'], detail: { bucket: { name: ['studio'] } } },
    });
  });

  it('lets exactly those use its key who read or write there', () => {
    const template = templateWith((stack) => ({
      bucket: new Bucket(stack, 'Given', { encryption: BucketEncryption.KMS, eventBridgeEnabled: true }),
    }));
    const objects = who(template, /^Given\//u);
    expect(who(template, /^GivenKey$/u)).toEqual({
      'kms:Decrypt': [
        ...new Set([...(objects['s3:GetObject'] ?? []), ...(objects['s3:AbortMultipartUpload'] ?? [])]),
      ].sort(),
      'kms:GenerateDataKey': objects['s3:PutObject'],
    });
    expect(objects['s3:PutObject']).toEqual([
      'accept-upload',
      'create-upload',
      'report-upload',
      'store-result',
    ]);
  });

  it('lets its functions use the key that an imported bucket names', () => {
    const encryptionKey = (stack: Stack) =>
      Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/studio');
    const template = templateWith((stack) => ({
      bucket: Bucket.fromBucketAttributes(stack, 'Given', {
        bucketName: 'studio',
        encryptionKey: encryptionKey(stack),
      }),
    }));
    expect(Object.keys(who(template, /key\/studio$/u))).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  });

  it('tells a bucket of the app to send its events, once, and leaves an imported one alone', () => {
    const notifications = (template: Template) => ofType(template, 'Custom::S3BucketNotifications');
    for (const eventBridgeEnabled of [true, false]) {
      const template = templateWith((stack) => ({
        bucket: new Bucket(stack, 'Given', { eventBridgeEnabled }),
      }));
      expect(notifications(template).map(([, { Properties }]) => Properties)).toMatchObject([
        { NotificationConfiguration: { EventBridgeConfiguration: {} } },
      ]);
    }
    expect(notifications(templateWith((stack) => ({ bucket: studioBucket(stack) })))).toEqual([]);
    expect(notifications(own)).toEqual([]);
  });

  it('fails where it is to say when outputs of that bucket expire', () => {
    expect(() =>
      templateWith((stack) => ({ bucket: studioBucket(stack), outputsExpireAfter: Duration.days(90) })),
    ).toThrow('outputsExpireAfter is for a bucket that the stage makes: say in yours when that expires');
  });
});

describe('a stage that is given a bus', () => {
  const template = templateWith((stack) => ({ bus: EventBus.fromEventBusName(stack, 'Given', 'studio') }));

  it('makes none, and tells and hears everything there', () => {
    template.resourceCountIs('AWS::Events::EventBus', 0);
    const busOf = ([, { Properties }]: ReturnType<typeof ofType>[number]) =>
      [
        (Properties['EventPattern'] as { source?: string[] } | undefined)?.source,
        Properties['EventBusName'],
      ] as const;
    const buses = ofType(template, 'AWS::Events::Rule').map(busOf);
    expect(buses.filter(([source]) => source?.[0] === 'reshoot').map(([, bus]) => bus)).toEqual([
      'studio',
      'studio',
      'studio',
    ]);
    expect(buses.filter(([source]) => source?.[0] !== 'reshoot').map(([, bus]) => bus)).toEqual(
      Array(4).fill(undefined),
    );
    expect(who(template, /event-bus\/studio$/u)).toEqual(who(own, /^Bus$/u));
  });

  it('keeps its own events in an archive there, and nobody else’s', () => {
    const archives = ofType(template, 'AWS::Events::Archive');
    expect(
      archives.map(([, { Properties }]) => [words(Properties['SourceArn']), Properties['EventPattern']]),
    ).toEqual([[expect.stringMatching(/event-bus\/studio$/u), { source: ['reshoot'] }]]);
  });

  it('hears nothing of others there', () => {
    for (const [, { Properties }] of ofType(template, 'AWS::Events::Rule')) {
      if (Properties['EventBusName'] === undefined) continue;
      expect(Properties['EventPattern']).toMatchObject({ source: ['reshoot'] });
    }
  });
});

describe('a stage that is given secrets', () => {
  const complete = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:runcomfy-a1B2c3';
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/vault';

  it.each<[string, (stack: Stack) => ReturnType<typeof Secret.fromSecretNameV2>, RegExp, string, number]>([
    [
      'its name',
      (stack) => Secret.fromSecretNameV2(stack, 'Given', 'runcomfy'),
      /secret:runcomfy-\?{6}$/u,
      'runcomfy',
      0,
    ],
    [
      'its whole ARN',
      (stack) => Secret.fromSecretCompleteArn(stack, 'Given', complete),
      /runcomfy-a1B2c3$/u,
      complete,
      0,
    ],
    [
      'its ARN, and its key',
      (stack) =>
        Secret.fromSecretAttributes(stack, 'Given', {
          secretCompleteArn: complete,
          encryptionKey: Key.fromKeyArn(stack, 'Key', key),
        }),
      /runcomfy-a1B2c3$/u,
      complete,
      1,
    ],
  ])('makes none of them, and reads what it knows by %s', (_how, given, arn, known, keys) => {
    for (const [prop, made] of [
      ['providerToken', /^ProviderToken$/u],
      ['webhookSecret', /^WebhookSecret$/u],
    ] as const) {
      const template = templateWith((stack) => ({ [prop]: given(stack) }));
      template.resourceCountIs('AWS::SecretsManager::Secret', 1);
      const readers = who(own, made)['secretsmanager:GetSecretValue'];
      expect(readers?.length).toBeGreaterThan(1);
      expect(who(template, arn)).toEqual({ 'secretsmanager:GetSecretValue': readers });
      const variable = prop === 'providerToken' ? 'PROVIDER_SECRET' : 'WEBHOOK_SECRET';
      for (const name of readers ?? [])
        expect(variablesOf(functionsOf(template)[name]?.[1] ?? never())[variable]).toBe(known);
      expect(who(template, /key\/vault$/u)).toEqual(keys === 0 ? {} : { 'kms:Decrypt': readers });
    }
  });
});

describe('a stage of an account and a region', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  type Given = (stack: Stack) => Partial<VideoEditWorkflowProps>;
  const bucketOf = (stack: Stack, place: object) =>
    Bucket.fromBucketAttributes(stack, 'Given', { bucketName: 'studio', ...place });

  it.each<[string, Given, RegExp]>([
    [
      'a bucket of another account',
      (stack) => ({ bucket: bucketOf(stack, { account: '444455556666' }) }),
      /^bucket must be of the stack's own account, 111122223333, and is of 444455556666$/u,
    ],
    [
      'a bucket of another region',
      (stack) => ({ bucket: bucketOf(stack, { region: 'us-east-1' }) }),
      /^bucket must be of the stack's own region, eu-west-1, and is of us-east-1$/u,
    ],
    [
      'an inbox in a bucket of another region',
      (stack) => ({ inbox: { bucket: bucketOf(stack, { region: 'us-east-1' }) } }),
      /^inbox\.bucket must be of the stack's own region/u,
    ],
    [
      'a bus of another account',
      (stack) => ({
        bus: EventBus.fromEventBusArn(
          stack,
          'Given',
          'arn:aws:events:eu-west-1:444455556666:event-bus/studio',
        ),
      }),
      /^bus must be of the stack's own account/u,
    ],
    ...(['providerToken', 'webhookSecret'] as const).map((prop): [string, Given, RegExp] => [
      `a ${prop} of another region`,
      (stack) => ({
        [prop]: Secret.fromSecretCompleteArn(
          stack,
          'Given',
          'arn:aws:secretsmanager:us-east-1:111122223333:secret:a-a1B2c3',
        ),
      }),
      new RegExp(`^${prop} must be of the stack's own region`, 'u'),
    ]),
  ])('fails with %s', (_what, given, message) => {
    const stack = somebodysStack({ env });
    expect(() => workflowIn(stack, given(stack))).toThrow(message);
  });

  it('takes what is its own, and what is only known at deployment', () => {
    const stack = somebodysStack({ env });
    expect(() => workflowIn(stack, { bucket: bucketOf(stack, env) })).not.toThrow();
    const unknown = somebodysStack();
    expect(() => workflowIn(unknown, { bucket: bucketOf(unknown, env) })).not.toThrow();
  });
});

describe('two stages', () => {
  const two = (
    stack: Stack,
    first: Partial<VideoEditWorkflowProps>,
    second: Partial<VideoEditWorkflowProps>,
  ) => {
    new VideoEditWorkflow(stack, 'First', { stage: 'first', ...first });
    new VideoEditWorkflow(stack, 'Second', { stage: 'second', ...second });
  };

  it('fail with one bus: each would hear of the other’s edits', () => {
    const stack = somebodysStack();
    const bus = new EventBus(stack, 'Given');
    expect(() => {
      two(stack, { bus }, { bus });
    }).toThrow('bus must be of one stage, and is that of Studio/First already');
  });

  it.each([
    [undefined, undefined],
    ['drop/', 'drop/a/'],
    ['drop/a/', 'drop/'],
  ])('fail with inboxes at %s and %s of one bucket: both would pay for each file', (prefix, other) => {
    const stack = somebodysStack();
    const bucket = studioBucket(stack);
    expect(() => {
      two(stack, { bucket, inbox: { prefix } }, { bucket, inbox: { prefix: other } });
    }).toThrow('inbox must be of one stage, and is that of Studio/First already');
  });

  it('may share a bucket, with inboxes apart', () => {
    const stack = somebodysStack();
    const bucket = studioBucket(stack);
    const inbox = { prefix: 'second/in/', outboxPrefix: 'second/out/' };
    expect(() => {
      two(stack, { bucket }, { bucket, inbox });
    }).not.toThrow();
  });
});

describe('a stage to be thrown away', () => {
  it('takes its tables and its bucket with it, where it is told to', () => {
    const policies = (template: Template) =>
      ['AWS::DynamoDB::Table', 'AWS::S3::Bucket'].flatMap((type) =>
        ofType(template, type).map(([, { DeletionPolicy }]) => DeletionPolicy),
      );
    expect(policies(own)).toEqual(['Retain', 'Retain', 'Retain', 'Retain']);
    const thrown = templateWith(() => ({ removalPolicy: RemovalPolicy.DESTROY }));
    expect(policies(thrown)).toEqual(['Delete', 'Delete', 'Delete', 'Delete']);
    // Nothing empties the bucket: what was paid for is not thrown away by the way.
    thrown.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });
});

const never = (): never => {
  throw new Error('there is no such function');
};
