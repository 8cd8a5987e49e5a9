import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** A bucket that callers may name inputs in. */
export interface InputBucket {
  /** Of this account and region: what is signed here for another region, S3 refuses. */
  readonly bucket: IBucket;

  /**
   * How the keys must begin, letter by letter.
   *
   * @default - any key
   */
  readonly prefixes?: readonly string[] | undefined;
}
