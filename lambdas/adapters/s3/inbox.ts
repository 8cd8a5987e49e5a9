import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { InboxFileChanged } from '../../core/errors.ts';
import type { InboxFile } from '../../core/inbox.ts';
import type { Inbox } from '../../core/ports.ts';
import { copySource } from './copy-source.ts';

export interface S3InboxProps {
  readonly client: S3Client;
  /** That holds inbox and outbox. */
  readonly bucketName: string;
  /** The stage's own. */
  readonly resultsBucketName: string;
}

/** Inbox and outbox in a bucket. What lies there is found by listing, which is as consistent as reading. */
export const s3Inbox = ({ client, bucketName: bucket, resultsBucketName: results }: S3InboxProps): Inbox => {
  const page = async (prefix: string, flat: boolean, token?: string): Promise<ListObjectsV2CommandOutput> =>
    client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ContinuationToken: token,
        ...(flat ? { Delimiter: '/' } : {}),
      }),
    );

  return {
    find: async (key) => {
      // Of all keys that begin so, the first in order is the key itself.
      const { Contents: [first] = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }),
      );
      return first?.Key === key ? toFile(first) : undefined;
    },

    read: async ({ key, etag }) =>
      unlessChanged(key, async () => {
        const { Body: body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag }),
        );
        return (await body?.transformToString('utf8')) ?? '';
      }),

    list: async function* list(prefix, flat = false) {
      let token: string | undefined;
      do {
        const { Contents: objects = [], NextContinuationToken: next } = await page(prefix, flat, token);
        yield* objects.map(toFile);
        token = next;
      } while (token !== undefined);
    },

    writeText: async (key, text) => {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' }),
      );
    },

    keep: async ({ key, etag }, to) =>
      unlessChanged(key, async () => {
        await client.send(
          new CopyObjectCommand({
            Bucket: results,
            Key: to,
            CopySource: copySource(bucket, key),
            CopySourceIfMatch: etag,
            // Its tags are of no use to the edit, and to copy them takes a right of its own.
            TaggingDirective: 'REPLACE',
          }),
        );
      }),

    bring: async (from, key, contentType) => {
      await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: key,
          CopySource: copySource(results, from),
          ContentType: contentType,
          MetadataDirective: 'REPLACE',
        }),
      );
    },

    remove: async (keys) => {
      await Promise.all(
        keys.map(async (key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))),
      );
    },
  };
};

const toFile = ({
  Key: key = '',
  ETag: etag = '',
  Size: sizeBytes = 0,
  LastModified: modified,
}: NonNullable<ListObjectsV2CommandOutput['Contents']>[number]): InboxFile => ({
  key,
  etag: unquoted(etag),
  sizeBytes,
  modifiedAt: modified?.getTime() ?? 0,
});

/** Answers of S3 have it in quotes, its events have not. */
const unquoted = (etag: string): string => etag.replace(/^"|"$/gu, '');

const unlessChanged = async <Answer>(key: string, work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work();
  } catch (cause) {
    const status = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined;
    if (status === 404 || status === 412) throw new InboxFileChanged(`${key} has changed`, { cause });
    throw cause;
  }
};
