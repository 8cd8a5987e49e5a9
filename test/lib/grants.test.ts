import { describe, expect, it } from '@jest/globals';
import { functionsOf, grantsOf, stageTemplate } from './stage-template.ts';

const template = stageTemplate();
const names = Object.keys(functionsOf(template)).sort();

// What its role may do, but for writing its own log and traces, which each may.
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
    'sqs:SendMessage on InboxDeadLetters',
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
    'sqs:SendMessage on RecoveryDeadLetters',
    'states:StartExecution on StateMachine',
  ],
  'report-upload': [
    'dynamodb:GetItem on Edits',
    's3:GetObject on Results/edits/*',
    's3:PutObject on Results/outbox/*',
    'sqs:SendMessage on InboxDeadLetters',
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
    'sqs:SendMessage on WebhookDeliveryDeadLetters',
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
    'sqs:SendMessage on StockTakingDeadLetters',
  ],
  'test-webhook': ['secretsmanager:GetSecretValue on WebhookSecret'],
};

const own =
  /^(logs:(CreateLogStream|PutLogEvents) on \w+Log|xray:Put(TelemetryRecords|TraceSegments) on \*)$/u;
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

  it.each(['send', 'submit-edit'])('of %s reads the inputs of the buckets that the settings name', (name) => {
    const named = stageTemplate({
      inputBuckets: [{ name: 'footage', prefixes: ['clips/', 'stills/'] }, { name: 'archive' }],
    });
    const more = grantsOf(named, name).filter((grant) => !grantsOf(template, name).includes(grant));
    expect(more.map((grant) => grant.replace('AWS::Partition', 'aws'))).toEqual([
      's3:GetObject on arn:aws:s3:::archive/*',
      's3:GetObject on arn:aws:s3:::footage/clips/*',
      's3:GetObject on arn:aws:s3:::footage/stills/*',
    ]);
  });
});
