import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { guardedBucket, keepAccessLog } from './guarded-bucket.ts';

export interface ResultsBucketProps {
  /**
   * When outputs are deleted, counted from when they were stored.
   *
   * @default - never: they were paid for
   */
  readonly outputsExpireAfter?: Duration | undefined;

  /**
   * How long it is kept who read what: the log of S3 alone sees who used a signed address.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;
}

/** Where outputs are kept: `work/` while they are verified, `edits/` for good, `uploads/` for callers' inputs. */
export class ResultsBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { outputsExpireAfter, logRetention }: ResultsBucketProps = {}) {
    super(scope, id);
    this.bucket = guardedBucket(this, 'Resource', {
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { id: 'work', prefix: 'work/', expiration: Duration.days(7) },
        { id: 'uploads', prefix: 'uploads/', expiration: Duration.days(7) },
        ...(outputsExpireAfter === undefined
          ? []
          : [{ id: 'outputs', prefix: 'edits/', expiration: outputsExpireAfter }]),
      ],
    });
    // The construct's own switch for this brings a function of its own into the stack, to do what this property does.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    keepAccessLog(this, this.bucket, logRetention);
  }

  /** To write outputs, look into them, and give them their place. */
  grantStore(grantee: IGrantable): Grant {
    return this.grant(
      grantee,
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject', 's3:DeleteObject'],
      'work/*',
    ).combine(this.grant(grantee, ['s3:PutObject', 's3:AbortMultipartUpload'], 'edits/*'));
  }

  /** To sign posts that callers put inputs here with. */
  grantUpload(grantee: IGrantable): Grant {
    return this.grant(grantee, ['s3:PutObject'], 'uploads/*');
  }

  /** To read, and to sign, what callers may name as inputs. */
  grantReadInputs(grantee: IGrantable): Grant {
    return this.grant(grantee, ['s3:GetObject'], 'uploads/*', 'edits/*');
  }

  /** To sign addresses that outputs can be read at. */
  grantReadOutputs(grantee: IGrantable): Grant {
    return this.grant(grantee, ['s3:GetObject'], 'edits/*');
  }

  /** To delete all that an edit has here. */
  grantDelete(grantee: IGrantable): Grant {
    return this.grant(grantee, ['s3:DeleteObject'], 'edits/*', 'work/*', 'uploads/*');
  }

  private grant(grantee: IGrantable, actions: string[], ...keys: string[]): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: keys.map((key) => this.bucket.arnForObjects(key)),
    });
  }
}
