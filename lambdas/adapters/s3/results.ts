import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Results } from '../../core/ports.ts';

export interface S3ResultsProps {
  readonly client: S3Client;
  readonly bucketName: string;
}

// Four parts of 8 MB on their way fill what Lambda's network has, in some 160 MB of memory.
const partSize = 8 * 1_024 * 1_024;
const queueSize = 4;

/** Objects in the stage's bucket. */
export const s3Results = ({ client, bucketName: bucket }: S3ResultsProps): Results => ({
  bucket,

  write: async (key, body, contentType) => {
    const source = Readable.from(body, { objectMode: false });
    const upload = new Upload({
      client,
      params: { Bucket: bucket, Key: key, Body: source, ContentType: contentType },
      partSize,
      queueSize,
      leavePartsOnError: false,
    });
    try {
      await upload.done();
    } finally {
      source.destroy();
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
      // Nothing of the object lies in that range.
      if (error instanceof S3ServiceException && error.name === 'InvalidRange') return new Uint8Array();
      throw error;
    }
  },

  publish: async (from, to, contentType) => {
    await client.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: to,
        CopySource: [bucket, ...from.split('/')].map(encodeURIComponent).join('/'),
        ContentType: contentType,
        MetadataDirective: 'REPLACE',
      }),
    );
    // What is left of it, should this fail, goes by the bucket's lifecycle.
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: from })).catch(() => undefined);
  },
});
