import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl as signForCdn } from '@aws-sdk/cloudfront-signer';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { InputCdn } from '../../contract/environment.ts';
import { isS3, s3Object, withAddresses } from '../../core/input-places.ts';
import type { Clock, Inputs } from '../../core/ports.ts';

export interface SignedInputsProps {
  readonly client: S3Client;
  /** In the place of S3 itself, for the objects of their buckets. */
  readonly cdns: readonly InputCdn[];
  /** @returns the private key, as PEM */
  readonly privateKey: (secret: string) => Promise<string>;
  readonly clock: Pick<Clock, 'now'>;
}

// The most that is of use: a signature of S3 dies with the session of the role that made it, which is sooner.
const s3Seconds = 43_200;

/** As long as the provider keeps anything: such a signature depends on nobody's session. */
const cdnSeconds = 7 * 86_400;

/** Signs `s3://` inputs at the time of sending: for CloudFront where the bucket has it, else for S3. */
export const signedInputs = ({ client, cdns, privateKey, clock }: SignedInputsProps): Inputs => ({
  readable: async (request) =>
    withAddresses(request, async (url) => {
      if (!isS3(url)) return url;
      const { bucket, key } = s3Object(url);
      const cdn = cdns.find((one) => one.bucket === bucket);
      if (cdn === undefined) {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key });
        return getSignedUrl(client, command, { expiresIn: s3Seconds });
      }
      return signForCdn({
        url: `https://${cdn.domain}/${key.split('/').map(encodeURIComponent).join('/')}`,
        keyPairId: cdn.keyPairId,
        privateKey: await privateKey(cdn.secret),
        dateLessThan: new Date(clock.now() + cdnSeconds * 1_000),
      });
    }),
});
