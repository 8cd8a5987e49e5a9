import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StageSettings } from './stage-settings.ts';
import type { VideoEditWorkflowProps } from '../video-edit-workflow.ts';

/** The settings of a stage as its construct takes them. */
export const workflowProps = (
  scope: Construct,
  stage: string,
  settings: StageSettings,
): VideoEditWorkflowProps => {
  const { $schema: _schema, tags: _tags, ...own } = settings;
  const {
    inputBuckets,
    inputCdns,
    inbox,
    alarmTopicArn,
    whenRemoved,
    logRetentionDays: logRetention,
    ...rest
  } = own;
  const { outputsExpireAfterDays, recordsKeptDays, uploadsKeptDays, eventsKeptDays, ...others } = rest;
  const { overdueAfterMinutes, giveUpAfterHours, providerKeepsDays, webhookSecretOverlapHours, ...same } =
    others;
  return {
    ...same,
    stage,
    logRetention,
    removalPolicy: whenRemoved === 'delete' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
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
    alarmTopic:
      alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(scope, 'GivenAlarmTopic', alarmTopicArn),
    eventsKept: given(eventsKeptDays, (amount) => Duration.days(amount)),
    outputsExpireAfter: given(outputsExpireAfterDays, (amount) => Duration.days(amount)),
    recordsKept: given(recordsKeptDays, (amount) => Duration.days(amount)),
    uploadsKept: given(uploadsKeptDays, (amount) => Duration.days(amount)),
    overdueAfter: given(overdueAfterMinutes, (amount) => Duration.minutes(amount)),
    giveUpAfter: given(giveUpAfterHours, (amount) => Duration.hours(amount)),
    providerKeeps: given(providerKeepsDays, (amount) => Duration.days(amount)),
    webhookSecretOverlap: given(webhookSecretOverlapHours, (amount) => Duration.hours(amount)),
  };
};

const given = (amount: number | undefined, of: (amount: number) => Duration): Duration | undefined =>
  amount === undefined ? undefined : of(amount);
