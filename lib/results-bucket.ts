import { Duration } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Bucket, CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketCors } from './allowed-origins.ts';
import { guardedBucket, keepAccessLog } from './guarded-bucket.ts';
import { grantObjects } from './permissions/object-grants.ts';
import type { Retention } from './retention.ts';

export interface ResultsBucketProps extends Pick<
  Retention,
  'outputsExpireAfter' | 'uploadsKept' | 'removalPolicy' | 'logRetention'
> {
  /**
   * One that is there already.
   *
   * @default - one is made
   */
  readonly bucket?: IBucket | undefined;

  /**
   * Origins of pages that may post uploads to a bucket that is made, and read its outputs, where the API has signed
   * that.
   *
   * @default - no page may
   */
  readonly allowedOrigins?: readonly string[] | undefined;
}

/** Where outputs are kept: `work/` while they are verified, `edits/` for good, `uploads/` for callers' inputs. */
export class ResultsBucket extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, { bucket, ...made }: ResultsBucketProps) {
    super(scope, id);
    this.bucket = bucket ?? this.make(made);
  }

  private make({ allowedOrigins = [], removalPolicy, logRetention, ...kept }: ResultsBucketProps): Bucket {
    const { outputsExpireAfter, uploadsKept } = kept;
    const bucket = guardedBucket(this, 'Resource', {
      removalPolicy,
      ...(allowedOrigins.length === 0 ? {} : { cors: [bucketCors(allowedOrigins)] }),
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { id: 'work', prefix: 'work/', expiration: Duration.days(7) },
        { id: 'uploads', prefix: 'uploads/', expiration: uploadsKept },
        ...(outputsExpireAfter === undefined
          ? []
          : [{ id: 'outputs', prefix: 'edits/', expiration: outputsExpireAfter }]),
      ],
    });
    // The construct's own switch for this brings a function of its own into the stack, to do what this property does.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    keepAccessLog(this, bucket, { removalPolicy, logRetention });
    return bucket;
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
    return grantObjects(this.bucket, grantee, actions, keys);
  }
}
