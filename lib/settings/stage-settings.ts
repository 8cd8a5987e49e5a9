import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { budgetSchema } from '../../lambdas/contract/budget.ts';
import { noticeTypeSchema } from '../../lambdas/contract/events.ts';
import { relaxedLimitsSchema } from '../../lambdas/contract/limits.ts';
import { lookLimitsSchema } from '../../lambdas/contract/look-limits.ts';
import { spendingBySchema } from '../../lambdas/contract/spending-by.ts';
import { originSchema } from '../allowed-origins.ts';
import { address, group, listOf, needed, oneOf, setting, text, whole } from './setting.ts';

const bucketName = text('the name of a bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u);
const httpUrl = () => address('a URL, such as https://model-api.runcomfy.net', /^https?$/u);
const httpsUrl = () => address('an https:// URL');
const retentions = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number',
);

const iamAccess = group({
  kind: needed(oneOf('iam'), 'requests are signed with AWS credentials'),
  owner: setting(
    oneOf('account', 'role'),
    '`"account"`',
    'whose an edit is: the calling account\'s, or with `"role"` the calling role\'s',
  ),
  operators: setting(
    listOf(text('the ARN of a role', /^arn:[^:]+:iam::\d{12}:role\/.+$/u), 'ARNs of roles'),
    'nobody',
    "ARNs of roles that see, cancel and settle everybody's edits",
  ),
});

const jwtAccess = group({
  kind: needed(oneOf('jwt'), 'requests carry a bearer token of one issuer'),
  issuer: needed(httpsUrl(), "as in the tokens' `iss`"),
  audience: needed(
    listOf(text('an audience'), 'audiences', 1),
    "what the tokens' `aud` or `client_id` may be",
  ),
  operators: setting(
    group({ claim: text('the name of a claim'), value: text('its value') }),
    'nobody',
    '`{"claim": "groups", "value": "operators"}`: what makes a token an operator\'s. Only the issuer may decide who has it',
  ),
});

const account = z.discriminatedUnion('kind', [iamAccess, jwtAccess], {
  error: 'must have a kind, which is one of iam, jwt',
});

const inputBucket = group({
  name: bucketName,
  prefixes: listOf(text('how keys begin'), 'prefixes', 1).optional(),
});

const inputCdn = group({
  bucket: bucketName.optional(),
  domainName: text('a domain, such as d111111abcdef8.cloudfront.net', /^[a-z0-9.-]+\.[a-z]+$/u),
  keyPairId: text('the id of a public key'),
  privateKeySecretArn: text(
    'the whole ARN of a secret',
    /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:.+-\w{6}$/u,
  ),
});

const webhook = group({
  url: httpsUrl(),
  notices: listOf(
    noticeTypeSchema,
    `types of notices, of ${noticeTypeSchema.options.join(', ')}`,
    1,
  ).optional(),
});

/** What `stages/<stage>.json` may hold. Everything has a default; an unknown name is an error. */
export const stageSettingsSchema = group({
  $schema: z.string().optional(),
  access: setting(account, '`{"kind": "iam"}`', 'who may call'),
  allowedOrigins: setting(
    listOf(originSchema, 'origins'),
    'no page of another origin',
    '`["https://studio.example.com"]`: origins of pages that may call with what their users have, upload and read outputs ([how](client.md#in-a-page-of-your-own))',
  ),
  provider: group({
    url: needed(httpUrl(), "another provider with RunComfy's API"),
    balanceUrl: setting(httpUrl(), 'at `provider.url`', 'where it is asked for the balance'),
    outputHosts: setting(
      listOf(text('a host'), 'hosts'),
      'none',
      'hosts, with all below them, that outputs may be fetched from',
    ),
  }).optional(),
  slots: setting(
    whole('edits', 1, 1_000),
    '5',
    'how many edits the provider is given at once; more wait their turn, in the order they came',
  ),
  looking: setting(
    lookLimitsSchema,
    '`{"lingerSeconds": 180, "lingerAtOnce": 200, "perSecond": 100}`',
    'how long a call that looks at the provider may stay while the end of an edit is near (0: it looks once), how many may stay at once, and how often the provider is asked for all edits together ([why](performance.md#looking)). A new account may run no more than 10 functions at once: then `lingerAtOnce` should be 3',
  ),
  budget: setting(
    budgetSchema,
    'anything may be spent',
    '`{"dailyUsd": 50, "monthlyUsd": 800}`: what may be spent, by days and months of UTC; more waits ([how](spending.md))',
  ),
  spendingBy: setting(
    spendingBySchema,
    'by owner with IAM access; with tokens, where an owner is a person, not',
    '`{"owner": true, "metadata": ["project"]}`: what else spending is counted by ([metrics](metrics.md)); each value is a series that CloudWatch is paid for by the month',
  ),
  overdueAfterMinutes: setting(
    whole('minutes', 1, 10_080),
    '60',
    'when an edit is marked, and told of, as overdue; it is followed all the same',
  ),
  giveUpAfterHours: setting(
    whole('hours', 1, 720),
    '24',
    'when an edit that the provider refuses all the while, or cannot be reached for, fails; it was never taken',
  ),
  providerKeepsDays: setting(
    whole('days', 1, 30),
    '7',
    'how long the provider is taken to keep results: so long is an edit looked at, and a result fetched',
  ),
  limits: setting(
    relaxedLimitsSchema,
    '[as published](inputs.md)',
    '`{"clipFramesPerSecond": {"min": 12, "max": 60}}`: limits that are not the provider\'s own, set otherwise',
  ),
  inputBuckets: setting(
    listOf(inputBucket, 'buckets'),
    'none',
    '`[{"name": "footage", "prefixes": ["clips/"]}]`: where `s3://` inputs may lie, besides callers\' own uploads and outputs',
  ),
  inputCdns: setting(
    listOf(inputCdn, 'distributions'),
    'none',
    'CloudFront distributions that `s3://` inputs are read through, for edits that wait long ([how](inputs.md#how-long-an-address-is-good-for))',
  ),
  inbox: setting(
    group({
      bucket: bucketName.optional(),
      prefix: text('folders that each end in a slash').optional(),
      outboxPrefix: text('folders that each end in a slash').optional(),
      owner: text('1 to 256 characters', /^.{1,256}$/u).optional(),
    }),
    "under `inbox/` and `outbox/` in the stage's bucket",
    '`{"bucket": "studio-drop", "prefix": "in/", "outboxPrefix": "out/", "owner": "studio"}`: where files are dropped, and whose edits they are ([how](inbox.md))',
  ),
  webhooks: setting(
    listOf(webhook, 'receivers'),
    'nobody',
    '`[{"url": "https://hooks.example.com/a", "notices": ["Edit Failed"]}]`: who is told of every edit ([how](webhooks.md)), by default of all but Edit Submitted',
  ),
  webhookSecretOverlapHours: setting(
    whole('hours', 0, 720),
    '24',
    'for how long after a rotation the webhook secret before signs, too',
  ),
  throttle: setting(
    group({
      rateLimit: whole('requests a second', 1, 10_000),
      burstLimit: whole('requests at once', 1, 5_000),
    }),
    '50 a second, 100 at once',
    '`{"rateLimit": 50, "burstLimit": 100}`: beyond it callers get 429',
  ),
  outputsExpireAfterDays: setting(
    whole('days', 1, 36_500),
    'never',
    'when stored outputs are deleted, counted from when they were stored',
  ),
  recordsKeptDays: setting(
    whole('days', 91, 3_650),
    '400',
    'how long the record of an edit is kept after its end; longer than the 90 days that Step Functions keeps a name taken',
  ),
  uploadsKeptDays: setting(
    whole('days', 1, 365),
    '7; 40 with a budget',
    'how long uploads, and what was copied out of the inbox, are kept: longer than edits wait',
  ),
  eventsKeptDays: setting(
    whole('days', 1, 3_650),
    '30',
    'how long events can be [played again](events.md#playing-them-again)',
  ),
  logRetentionDays: setting(oneOf(...retentions), '90', 'how long logs are kept'),
  whenRemoved: setting(
    oneOf('keep', 'delete'),
    '`"keep"`',
    'what becomes of tables and bucket when the stack is removed. `"delete"` is for stages to throw away; a bucket that is not empty stops the removal',
  ),
  alarmEmail: setting(
    z.email('must be an address of mail'),
    'nobody',
    'who is sent the alarms, and that they are over, once they have confirmed it ([which there are](runbook.md))',
  ),
  alarmTopicArn: setting(
    text('the ARN of a topic', /^arn:[^:]+:sns:[^:]+:\d{12}:[\w-]+$/u),
    'a topic is made',
    "a topic that is there already, which CloudWatch may publish to: alarms are told there, in the place of one of the stage's own",
  ),
  tags: setting(
    z
      .record(
        text('1 to 128 characters', /^(?!aws:).{1,128}$/u),
        text('at most 256 characters', /^.{0,256}$/u),
      )
      .refine((tags) => Object.keys(tags).length <= 40, { error: 'must be at most 40 tags' }),
    'none',
    '`{"team": "post", "cost-centre": "4711"}`: on everything of the stack that takes tags',
  ),
});

export type StageSettings = z.output<typeof stageSettingsSchema>;

/** @throws Error that names every setting that is wrong, what it is, and what it should be */
export const parseStageSettings = (settings: unknown, source: string): StageSettings => {
  const parsed = stageSettingsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ code, path, message }) => {
    const given = valueAt(settings, path);
    const is = given === undefined ? 'is missing' : `is ${JSON.stringify(given)}`;
    const said = code === 'unrecognized_keys' ? message : `${message}, and ${is}`;
    return `  ${path.join('.') || '(all of it)'}: ${said}`;
  });
  throw new Error([`${source} is not as it should be:`, ...faults].join('\n'));
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inside, name) =>
      typeof inside === 'object' && inside !== null ? (Reflect.get(inside, name) as unknown) : undefined,
    value,
  );
