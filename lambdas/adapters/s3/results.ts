import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Results } from '../../core/ports.ts';
import { copySource } from './copy-source.ts';
import { putAtOnce } from './put-at-once.ts';
import { rereadable } from './rereadable.ts';

export interface S3ResultsProps {
  /** Its retries are the only ones: what it gives up on is thrown. */
  readonly client: S3Client;
  readonly bucketName: string;
}

// The smallest parts that S3 takes: three on their way fill what Lambda's network has, in the least memory.
const partSize = 5 * 1_024 * 1_024;
const queueSize = 3;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const mostAtOnce = 5_000_000_000;

/** More than is on its way before S3 has said that it takes the rest (`Expect: 100-continue`). */
const keptBytes = 1_048_576;

/**
 * Objects in the stage's bucket, up to the 5 GB that one copy may have.
 * @throws S3ServiceException, or what a body that is written threw
 */
export const s3Results = ({ client, bucketName: bucket }: S3ResultsProps): Results => {
  // Parts that nobody completes are paid for and seen by nobody. Where S3 is down, a lifecycle rule takes them.
  const abort = async (key: string, uploadId: string | undefined): Promise<void> => {
    if (uploadId === undefined) return;
    const upload = { Bucket: bucket, Key: key, UploadId: uploadId };
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
  };

  const writeParts = async (
    key: string,
    body: AsyncIterable<Uint8Array>,
    contentType: string,
  ): Promise<void> => {
    // Not a Readable: one that is cut short throws an error of its own into `body`, where it passes for a broken
    // download that is worth resuming.
    const source = ReadableStream.from(body);
    const upload = new Upload({
      client,
      params: { Bucket: bucket, Key: key, Body: source, ContentType: contentType },
      partSize,
      queueSize,
      // It would not abort after a failed completion, and a failed abort would hide why there is one.
      leavePartsOnError: true,
    });
    try {
      await upload.done();
    } catch (error) {
      await abort(key, upload.uploadId);
      await source.cancel().catch(() => undefined);
      throw error;
    }
  };

  return {
    bucket,

    write: async (key, body, contentType, sizeBytes = Infinity) => {
      // What is no larger than a part is one request anyhow, and one that can be repeated.
      if (sizeBytes <= partSize || sizeBytes > mostAtOnce) {
        await writeParts(key, body, contentType);
        return;
      }
      const again = rereadable(body, keptBytes);
      try {
        await putAtOnce(client, { bucket, key, contentType, sizeBytes }, again.read()).catch(
          async (error: unknown) => {
            if (!again.isWhole()) throw error;
            // Refused before it was sent. Parts are repeated, each by itself.
            await writeParts(key, again.read(), contentType);
          },
        );
      } finally {
        await again.close();
      }
    },

    writeText: async (key, text, contentType) => {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: contentType }),
      );
    },

    read: async (key, start, end) => {
      if (start >= end) return new Uint8Array();
      try {
        const { Body: body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${start}-${end - 1}` }),
        );
        return (await body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        if (liesBeyondTheEnd(error)) return new Uint8Array();
        throw error;
      }
    },

    publish: async (from, to, contentType) => {
      await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: to,
          CopySource: copySource(bucket, from),
          ContentType: contentType,
          MetadataDirective: 'REPLACE',
        }),
      );
      // It is published by now: what is left of the work, should this fail, goes by the bucket's lifecycle rule.
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: from })).catch(() => undefined);
    },

    remove: async (keys) => {
      await Promise.all(
        keys.map(async (key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))),
      );
    },

    link: async (key, seconds) =>
      getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: seconds }),
  };
};

const liesBeyondTheEnd = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416;
