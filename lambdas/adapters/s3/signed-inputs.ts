import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { isS3, s3Object, withAddresses } from '../../core/input-places.ts';
import type { Inputs } from '../../core/ports.ts';

// The most that is of use: a signature dies with the session of the role that made it, which is sooner.
const expiresInSeconds = 43_200;

/** Signs `s3://` inputs with the credentials of this function, at the time of sending. */
export const signedInputs = (client: S3Client): Inputs => ({
  readable: async (request) =>
    withAddresses(request, async (url) => {
      if (!isS3(url)) return url;
      const { bucket, key } = s3Object(url);
      return getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), {
        expiresIn: expiresInSeconds,
      });
    }),
});
