import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type BucketProps,
  type CfnBucket,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Retention } from './retention.ts';

/** A bucket that is nobody's but the account's, encrypted, and reached over TLS alone. */
export const guardedBucket = (
  scope: Construct,
  id: string,
  props: BucketProps & Pick<Retention, 'removalPolicy'>,
): Bucket =>
  new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    ...props,
  });

/** Keeps who read and wrote what in a bucket, in another beside it: nothing else sees who used a signed address. */
export const keepAccessLog = (
  scope: Construct,
  of: Bucket,
  { removalPolicy, logRetention: days }: Pick<Retention, 'removalPolicy' | 'logRetention'>,
): Bucket => {
  const logs = guardedBucket(scope, 'AccessLogs', {
    removalPolicy,
    lifecycleRules: days === RetentionDays.INFINITE ? [] : [{ id: 'logs', expiration: Duration.days(days) }],
  });
  // The library's own switch for this does it by access control lists where an app does not forbid it.
  (of.node.defaultChild as CfnBucket).loggingConfiguration = { destinationBucketName: logs.bucketName };
  logs.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [logs.arnForObjects('*')],
      conditions: {
        ArnLike: { 'aws:SourceArn': of.bucketArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      },
    }),
  );
  return logs;
};
