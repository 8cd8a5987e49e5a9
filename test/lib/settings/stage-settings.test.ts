import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseStageSettings } from '../../../lib/settings/stage-settings.ts';
import { settingsSchema } from '../../../tools/settings-table.ts';
import { functionsOf, grantsOf, ofType, stageTemplate, variablesOf, words } from '../stage-template.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const key = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:cdn-key-AbCdEf';

/** When executions of each state machine are given up, in days. */
const definitionTimeouts = (template: ReturnType<typeof stageTemplate>) =>
  ofType(template, 'AWS::StepFunctions::StateMachine').map(([, { Properties }]) => {
    const text = words(Properties['DefinitionString']);
    return Number(/"TimeoutSeconds":(\d+)/u.exec(text)?.[1]) / 86_400;
  });

describe('the settings of a stage', () => {
  it('reach the functions', () => {
    const template = stageTemplate({
      provider: { url: 'https://provider.example.com', outputHosts: ['media.example.com'] },
      access: { kind: 'iam', owner: 'role', operators: ['arn:aws:iam::123456789012:role/ops/Lead'] },
      inputBuckets: [{ name: 'footage', prefixes: ['clips/'] }],
      inputCdns: [
        { bucket: 'footage', domainName: 'd1.cloudfront.net', keyPairId: 'K1', privateKeySecretArn: key },
      ],
      limits: { clipFramesPerSecond: { min: 12, max: 60 } },
      overdueAfterMinutes: 30,
      giveUpAfterHours: 3,
      providerKeepsDays: 5,
      recordsKeptDays: 500,
      webhooks: [{ url: 'https://hooks.example/a', notices: ['Edit Failed'] }],
      webhookSecretOverlapHours: 2,
      spendingBy: { metadata: ['project'] },
    });
    const read = (name: string) =>
      Object.fromEntries(
        Object.entries(variablesOf(functionsOf(template)[name]?.[1] ?? { Type: '', Properties: {} })).map(
          ([variable, value]) => [variable, words(value)],
        ),
      );
    expect(read('store-result')).toMatchObject({
      PROVIDER_URL: 'https://provider.example.com',
      OUTPUT_HOSTS: '["media.example.com"]',
      OVERDUE_MINUTES: '30',
      REFUSED_HOURS: '3',
      RETENTION_DAYS: '5',
      RECORDS_KEPT_DAYS: '500',
    });
    expect(read('start-deliveries')).toMatchObject({
      RECEIVERS: '[{"url":"https://hooks.example/a","notices":["Edit Failed"]}]',
    });
    expect(read('deliver-webhook')).toMatchObject({ WEBHOOK_OVERLAP_HOURS: '2' });
    expect(read('send')).toMatchObject({ SPENDING_BY: '{"owner":true,"metadata":["project"]}' });
    expect(read('submit-edit')).toMatchObject({
      STAGE: 'test',
      ACCESS: '{"kind":"iam","owner":"role","operators":["arn:aws:iam::123456789012:role/ops/Lead"]}',
      INPUT_BUCKETS: '[{"name":"footage","prefixes":["clips/"]}]',
      RELAXED_LIMITS: '{"clipFramesPerSecond":{"min":12,"max":60}}',
    });
    expect(read('send')).toMatchObject({
      INPUT_CDNS: `[{"bucket":"footage","domain":"d1.cloudfront.net","keyPairId":"K1","secret":"${key}"}]`,
    });
    expect(grantsOf(template, 'send')).toContain(`secretsmanager:GetSecretValue on ${key}`);
  });

  it.each<[string, object, string]>([
    ['callers with AWS credentials', {}, '{"owner":true,"metadata":[]}'],
    ['them, where that is not wanted', { spendingBy: { owner: false } }, '{"owner":false,"metadata":[]}'],
    [
      'callers with tokens, who are persons',
      { access: { kind: 'jwt', issuer: 'https://x.example', audience: ['a'] } },
      '{"owner":false,"metadata":[]}',
    ],
    [
      'callers with tokens, where that is wanted',
      {
        access: { kind: 'jwt', issuer: 'https://x.example', audience: ['a'] },
        spendingBy: { owner: true, metadata: ['team', 'cost.centre'] },
      },
      '{"owner":true,"metadata":["team","cost.centre"]}',
    ],
  ])('have spending measured by owner for %s: %j', (_who, settings, spendingBy) => {
    const [, made] = functionsOf(stageTemplate(settings))['announce'] ?? [];
    expect(variablesOf(made ?? { Type: '', Properties: {} })['SPENDING_BY']).toBe(spendingBy);
  });

  it('may all be left out', () => {
    expect(parseStageSettings({}, 'here')).toEqual({});
  });

  it('keep uploads, and executions, for longer than an edit may wait for its budget', () => {
    const uploads = (template: ReturnType<typeof stageTemplate>) =>
      (
        ofType(template, 'AWS::S3::Bucket')[0]?.[1].Properties['LifecycleConfiguration'] as {
          Rules: { Id: string; ExpirationInDays: number }[];
        }
      ).Rules.find(({ Id }) => Id === 'uploads')?.ExpirationInDays;
    expect(uploads(stageTemplate())).toBe(7);
    expect(uploads(stageTemplate({ budget: { dailyUsd: 5 } }))).toBe(40);
    expect(uploads(stageTemplate({ budget: { dailyUsd: 5 }, uploadsKeptDays: 3 }))).toBe(3);
    expect(definitionTimeouts(stageTemplate())).toContain(8);
    expect(definitionTimeouts(stageTemplate({ providerKeepsDays: 12 }))).toContain(13);
    expect(definitionTimeouts(stageTemplate({ budget: { dailyUsd: 5 } }))).toContain(40);
  });

  it('keep tables and bucket when the stack goes, unless they are to be thrown away', () => {
    const policies = (settings: object) => {
      const template = stageTemplate(settings);
      return ['AWS::DynamoDB::Table', 'AWS::S3::Bucket'].flatMap((type) =>
        ofType(template, type).map(([, { DeletionPolicy }]) => DeletionPolicy),
      );
    };
    expect(policies({ whenRemoved: 'keep' })).toEqual(['Retain', 'Retain', 'Retain', 'Retain']);
    expect(policies({ whenRemoved: 'delete' })).toEqual(['Delete', 'Delete', 'Delete', 'Delete']);
  });

  it('put tags on what takes them', () => {
    const template = stageTemplate({ tags: { team: 'post' } });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Lambda::Function']) {
      for (const [, { Properties }] of ofType(template, type)) {
        expect(Properties['Tags']).toContainEqual({ Key: 'team', Value: 'post' });
      }
    }
  });

  it('have a schema for editors, and errors as the docs show them', async () => {
    const page = await readFile(join(root, 'docs', 'settings.md'), 'utf8');
    const schema = JSON.parse(await readFile(join(root, 'docs', 'settings.schema.json'), 'utf8')) as unknown;
    expect(schema).toEqual(JSON.parse(JSON.stringify(settingsSchema())));
    const [, said = ''] = /^```\n([^]*?)^```$/mu.exec(page) ?? [];
    const wrong = () => parseStageSettings({ slots: 0, overdueMinutes: 30 }, 'stages/prod.json');
    expect(wrong).toThrow(said.slice(0, said.indexOf('…')).trimEnd());
  });

  const examples = join(root, 'examples', 'stages');
  it('of each example make a stage', async () => {
    const names = await readdir(examples);
    expect(names).toHaveLength(3);
    for (const name of names) {
      const settings: unknown = JSON.parse(await readFile(join(examples, name), 'utf8'));
      const template = stageTemplate(settings);
      expect(Object.keys(functionsOf(template)).length).toBeGreaterThan(20);
    }
  });

  it.each<[unknown, RegExp]>([
    [[], /here is not as it should be:\n {2}\(all of it\): /u],
    [
      { regin: 'x' },
      /\(all of it\): there is no "regin" here; there are \$schema, access, allowedOrigins, provider/u,
    ],
    [
      { overdueAfterMinutes: 0 },
      /overdueAfterMinutes: must be a whole number of minutes from 1 to 10080, and is 0$/u,
    ],
    [{ overdueAfterMinutes: 'soon' }, /overdueAfterMinutes: must be a whole number of .*, and is "soon"$/u],
    [{ slots: 1_001 }, /slots: must be a whole number of edits from 1 to 1000, and is 1001$/u],
    [{ recordsKeptDays: 90 }, /recordsKeptDays: must be a whole number of days from 91 to 3650, and is 90$/u],
    [
      { looking: { lingerSeconds: 601 } },
      /looking\.lingerSeconds: must be a whole number of seconds from 0 to 600, and is 601$/u,
    ],
    [{ budget: {} }, /budget: must have dailyUsd, monthlyUsd, or both, and is \{\}$/u],
    [
      { budget: { dailyUsd: -1 } },
      /budget\.dailyUsd: must be an amount in US dollars, more than 0 and at most 1,000,000, and is -1$/u,
    ],
    [
      { budget: { dailyUsd: 9, monthlyUsd: 8 } },
      /budget\.dailyUsd: must not be more than monthlyUsd, and is 9$/u,
    ],
    [{ tags: { 'aws:x': 'y' } }, /tags\.aws:x: /u],
    [
      { allowedOrigins: 'https://studio.example.com' },
      /allowedOrigins: must be a list of origins, and is "https:\/\/studio\.example\.com"$/u,
    ],
    [
      { allowedOrigins: ['*'] },
      /allowedOrigins\.0: must be an origin as browsers send it, .*: no \*, no path, .*, and is "\*"$/u,
    ],
    [{ access: 'iam' }, /access: must have a kind, which is one of iam, jwt, and is "iam"$/u],
    [{ overdueAfterMinutes: 10_081 }, /overdueAfterMinutes: /u],
    [{ outputsExpireAfterDays: 1.5 }, /outputsExpireAfterDays: /u],
    [{ logRetentionDays: 91 }, /logRetentionDays: must be one of 1, 3, 5, 7, 14, 30, 60, 90/u],
    [{ provider: { url: 'runcomfy' } }, /provider\.url: must be a URL, such as https:/u],
    [{ access: { kind: 'none' } }, /access\.kind: /u],
    [
      { access: { kind: 'jwt', issuer: 'http://x.example', audience: ['a'] } },
      /access\.issuer: must be an https/u,
    ],
    [{ access: { kind: 'jwt', issuer: 'https://x.example', audience: [] } }, /access\.audience: /u],
    [{ access: { kind: 'iam', operators: ['Lead'] } }, /access\.operators\.0: must be the ARN of a role/u],
    [
      { access: { kind: 'iam', issuer: 'https://x.example' } },
      /access: there is no "issuer" here; there are kind, owner, operators$/u,
    ],
    [{ inputBuckets: [{ name: 'My Bucket' }] }, /inputBuckets\.0\.name: must be the name of a bucket/u],
    [{ inputBuckets: [{ name: 'footage', prefixes: [] }] }, /inputBuckets\.0\.prefixes: /u],
    [
      { inputCdns: [{ domainName: 'd1', keyPairId: 'K1', privateKeySecretArn: key }] },
      /domainName: must be a/u,
    ],
    [
      { inputCdns: [{ domainName: 'd1.cloudfront.net', keyPairId: 'K1', privateKeySecretArn: 'key' }] },
      /privateKeySecretArn: must be the whole ARN/u,
    ],
    [{ limits: { clipSeconds: { max: 20 } } }, /limits: Unrecognized key: "clipSeconds"/u],
    [{ limits: { promptCharacters: { max: 0 } } }, /limits\.promptCharacters\.max: /u],
    [{ webhooks: [{ url: 'http://hooks.example' }] }, /webhooks\.0\.url: must be an https/u],
    [{ webhooks: [{ url: 'https://hooks.example', notices: [] }] }, /webhooks\.0\.notices: /u],
    [{ webhooks: [{ url: 'https://hooks.example', notices: ['Edit'] }] }, /webhooks\.0\.notices\.0: /u],
    [{ webhookSecretOverlapHours: 1.5 }, /webhookSecretOverlapHours: /u],
    [{ spendingBy: { metadata: ['a b'] } }, /spendingBy\.metadata\.0: must be 1 to 64 letters/u],
    [{ spendingBy: { metadata: ['a', 'a'] } }, /spendingBy\.metadata: must not name a key twice/u],
    [
      { spendingBy: { metadata: ['a', 'b', 'c', 'd', 'e', 'f'] } },
      /spendingBy\.metadata: must be at most 5/u,
    ],
    [{ spendingBy: { person: true } }, /spendingBy: Unrecognized key: "person"/u],
    [{ throttle: { rateLimit: 5 } }, /throttle\.burstLimit: /u],
  ])('fail as %j, naming what is wrong', (settings, message) => {
    expect(() => parseStageSettings(settings, 'here')).toThrow(message);
  });
});
