import { GetObjectCommand, HeadObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl as signForCdn } from '@aws-sdk/cloudfront-signer';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { InputCdn } from '../../contract/environment.ts';
import type { EditRequest } from '../../core/edit.ts';
import { InputsGone } from '../../core/errors.ts';
import { addressesOf, isS3, s3Object, withAddresses } from '../../core/input-places.ts';
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

/** A sender that takes longer than five seconds does not send: an answer after that is of no use. */
const lookMs = 3_000;

/** Signs `s3://` inputs at the time of sending: for CloudFront where the bucket has it, else for S3. */
export const signedInputs = ({ client, cdns, privateKey, clock }: SignedInputsProps): Inputs => ({
  readable: async (request) => {
    await allThere(request, client);
    return withAddresses(request, async (url) => {
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
    });
  },
});

const allThere = async (request: EditRequest, client: S3Client): Promise<void> => {
  const signal = AbortSignal.timeout(lookMs);
  const looks = await Promise.all(
    addressesOf(request)
      .filter(({ url }) => isS3(url))
      .map(async ({ path, url }) => ({ path, there: await isThere(url, client, signal) })),
  );
  const gone = looks.filter(({ there }) => !there).map(({ path }) => path);
  if (gone.length > 0) throw new InputsGone(gone);
};

const isThere = async (url: string, client: S3Client, signal: AbortSignal): Promise<boolean> => {
  const { bucket, key } = s3Object(url);
  try {
    await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
    return true;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    // Without the right to list a bucket, what is not there is told no apart from what may not be read.
    if (status === 403 || status === 404) return false;
    throw error;
  }
};
