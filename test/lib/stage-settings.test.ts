import { describe, expect, it } from '@jest/globals';
import { parseStageSettings } from '../../lib/stage-settings.ts';
import { functionsOf, grantsOf, stageTemplate, variablesOf, words } from './stage-template.ts';

const key = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:cdn-key-AbCdEf';

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

  it.each<[unknown, RegExp]>([
    [[], /here is not as it should be:\n {2}\(all of it\): /u],
    [{ regin: 'x' }, /Unrecognized key: "regin"/u],
    [{ overdueAfterMinutes: 0 }, /overdueAfterMinutes: /u],
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
    [{ access: { kind: 'iam', issuer: 'https://x.example' } }, /access: Unrecognized key: "issuer"/u],
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
