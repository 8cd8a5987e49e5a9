import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { Uploads } from '../../core/ports.ts';

export interface S3UploadsProps {
  readonly client: S3Client;
  readonly bucketName: string;
}

/** Posts that S3 itself holds to key, type and size. */
export const s3Uploads = ({ client, bucketName }: S3UploadsProps): Uploads => ({
  bucket: bucketName,
  grant: async ({ key, contentType, sizeBytes, seconds }) => {
    const { url, fields } = await createPresignedPost(client, {
      Bucket: bucketName,
      Key: key,
      Expires: seconds,
      Fields: { 'Content-Type': contentType },
      Conditions: [
        ['content-length-range', sizeBytes, sizeBytes],
        ['eq', '$Content-Type', contentType],
      ],
    });
    return { url, fields };
  },
});
