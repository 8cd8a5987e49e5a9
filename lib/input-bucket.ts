import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

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

/** A CloudFront distribution that the provider reads inputs through: its signatures outlive those of S3. */
export interface InputCdn {
  /**
   * Whose objects it serves, under their keys. It has to let the distribution in (origin access control).
   *
   * @default - the stage's own bucket
   */
  readonly bucket?: IBucket | undefined;

  /** The distribution's domain: an address is `https://<domainName>/<key>`. */
  readonly domainName: string;

  /** The id of the public key, in a key group that the distribution trusts. */
  readonly keyPairId: string;

  /** Holds the private key, as PEM. */
  readonly privateKey: ISecret;
}
