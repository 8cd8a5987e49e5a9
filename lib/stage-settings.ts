import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { budgetSchema } from '../lambdas/contract/budget.ts';
import { relaxedLimitsSchema } from '../lambdas/contract/limits.ts';
import { noticeTypeSchema } from '../lambdas/contract/events.ts';
import { spendingBySchema } from '../lambdas/contract/spending-by.ts';
import type { VideoEditWorkflowProps } from './video-edit-workflow.ts';

const url = z.url({ protocol: /^https?$/u, error: 'must be a URL, such as https://model-api.runcomfy.net' });
const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u, 'must be the name of a bucket');
const retentions = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number',
);

/** What `stages/<stage>.json` may hold. Everything has a default; an unknown name is an error. */
export const stageSettingsSchema = z.strictObject({
  access: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('iam'),
        owner: z.enum(['account', 'role']).optional(),
        operators: z
          .array(z.string().regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/u, 'must be the ARN of a role'))
          .optional(),
      }),
      z.strictObject({
        kind: z.literal('jwt'),
        issuer: z.url({ protocol: /^https$/u, error: 'must be an https:// URL' }),
        audience: z.array(z.string().min(1)).min(1),
        operators: z.strictObject({ claim: z.string().min(1), value: z.string().min(1) }).optional(),
      }),
    ])
    .optional(),
  provider: z
    .strictObject({ url, balanceUrl: url.optional(), outputHosts: z.array(z.string().min(1)).optional() })
    .optional(),
  inputBuckets: z
    .array(
      z.strictObject({
        name: bucketName,
        prefixes: z.array(z.string().min(1)).min(1).optional(),
      }),
    )
    .optional(),
  inbox: z
    .strictObject({
      bucket: bucketName.optional(),
      prefix: z.string().min(1).optional(),
      outboxPrefix: z.string().min(1).optional(),
      owner: z.string().min(1).max(256).optional(),
    })
    .optional(),
  inputCdns: z
    .array(
      z.strictObject({
        bucket: bucketName.optional(),
        domainName: z
          .string()
          .regex(/^[a-z0-9.-]+\.[a-z]+$/u, 'must be a domain, such as d111111abcdef8.cloudfront.net'),
        keyPairId: z.string().min(1),
        privateKeySecretArn: z
          .string()
          .regex(
            /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:.+-\w{6}$/u,
            'must be the whole ARN of a secret',
          ),
      }),
    )
    .optional(),
  limits: relaxedLimitsSchema.optional(),
  eventsKeptDays: z.int().min(1).optional(),
  outputsExpireAfterDays: z.int().min(1).optional(),
  overdueAfterMinutes: z.int().min(1).max(10_080).optional(),
  slots: z.int().min(1).max(1_000).optional(),
  budget: budgetSchema.optional(),
  spendingBy: spendingBySchema.optional(),
  webhooks: z
    .array(
      z.strictObject({
        url: z.url({ protocol: /^https$/u, error: 'must be an https:// URL' }),
        notices: z.array(noticeTypeSchema).min(1).optional(),
      }),
    )
    .optional(),
  webhookSecretOverlapHours: z.int().min(0).max(720).optional(),
  throttle: z.strictObject({ rateLimit: z.number().positive(), burstLimit: z.int().positive() }).optional(),
  logRetentionDays: z
    .union(
      retentions.map((days) => z.literal(days)),
      `must be one of ${retentions.join(', ')}`,
    )
    .optional(),
  alarmEmail: z.email('must be an address of mail').optional(),
  alarmTopicArn: z
    .string()
    .regex(/^arn:[^:]+:sns:[^:]+:\d{12}:[\w-]+$/u, 'must be the ARN of a topic')
    .optional(),
});

export type StageSettings = z.output<typeof stageSettingsSchema>;

/** @throws Error that names every setting that is wrong, and what it should be */
export const parseStageSettings = (settings: unknown, source: string): StageSettings => {
  const parsed = stageSettingsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || '(all of it)'}: ${message}`,
  );
  throw new Error([`${source} is not as it should be:`, ...faults].join('\n'));
};

/** The settings of a stage as its construct takes them. */
export const workflowProps = (
  scope: Construct,
  stage: string,
  settings: StageSettings,
): VideoEditWorkflowProps => {
  const {
    eventsKeptDays,
    outputsExpireAfterDays,
    overdueAfterMinutes,
    logRetentionDays,
    inputBuckets,
    inputCdns,
    inbox,
    ...rest
  } = settings;
  const { webhookSecretOverlapHours, alarmTopicArn, ...same } = rest;
  return {
    ...same,
    stage,
    inputBuckets: inputBuckets?.map(({ name, prefixes }) => ({
      bucket: Bucket.fromBucketName(scope, `Inputs-${name}`, name),
      prefixes,
    })),
    inbox: inbox && {
      ...inbox,
      bucket:
        inbox.bucket === undefined ? undefined : Bucket.fromBucketName(scope, 'InboxBucket', inbox.bucket),
    },
    inputCdns: inputCdns?.map(({ bucket, domainName, keyPairId, privateKeySecretArn }, place) => ({
      ...(bucket === undefined ? {} : { bucket: Bucket.fromBucketName(scope, `Served-${bucket}`, bucket) }),
      domainName,
      keyPairId,
      privateKey: Secret.fromSecretCompleteArn(scope, `CdnKey${place}`, privateKeySecretArn),
    })),
    eventsKept: eventsKeptDays === undefined ? undefined : Duration.days(eventsKeptDays),
    outputsExpireAfter:
      outputsExpireAfterDays === undefined ? undefined : Duration.days(outputsExpireAfterDays),
    overdueAfter: overdueAfterMinutes === undefined ? undefined : Duration.minutes(overdueAfterMinutes),
    logRetention: logRetentionDays,
    webhookSecretOverlap:
      webhookSecretOverlapHours === undefined ? undefined : Duration.hours(webhookSecretOverlapHours),
    alarmTopic:
      alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(scope, 'GivenAlarmTopic', alarmTopicArn),
  };
};
