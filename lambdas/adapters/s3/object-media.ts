import { GetObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { DownloadFailed } from '../../core/errors.ts';
import { s3Object } from '../../core/input-places.ts';
import type { OpenedMedia } from '../../core/ports.ts';
import { segmentedReader } from '../media/segments.ts';

interface Part {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  readonly etag?: string | undefined;
}

/** Opens `s3://` objects, to be read by ranges. @throws DownloadFailed, or S3ServiceException where S3 is down */
export const objectMedia =
  (client: S3Client) =>
  async (url: string, firstBytes: number, totalMs: number): Promise<OpenedMedia> => {
    const { bucket, key } = s3Object(url);
    const signal = AbortSignal.timeout(totalMs);
    const get = async (start: number, end: number, etag?: string): Promise<Part> => {
      try {
        const answer = await client.send(
          new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            Range: `bytes=${start}-${end - 1}`,
            IfMatch: etag,
          }),
          { abortSignal: signal },
        );
        const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
        const size = /\/(?<size>\d+)$/u.exec(answer.ContentRange ?? '')?.groups?.['size'];
        return { bytes, sizeBytes: Number(size ?? bytes.byteLength), etag: answer.ETag };
      } catch (error) {
        return failed(error, signal);
      }
    };
    const { bytes: first, sizeBytes, etag } = await get(0, firstBytes);
    return {
      ...segmentedReader({
        sizeBytes,
        first,
        fetch: async (start, end) => (await get(start, end, etag)).bytes,
      }),
      close: async () => undefined,
    };
  };

const failed = (cause: unknown, signal: AbortSignal): Part => {
  if (signal.aborted) throw new DownloadFailed('S3 did not answer in time', { cause });
  if (!(cause instanceof S3ServiceException)) throw cause;
  const statusCode = cause.$metadata.httpStatusCode ?? 0;
  switch (statusCode) {
    // A range of an object that has no bytes.
    case 416:
      return { bytes: new Uint8Array(), sizeBytes: 0 };
    case 412:
      throw new DownloadFailed('It was overwritten while it was looked into', { cause, statusCode });
    // Without the right to list a bucket, what is not there is told no apart from what may not be read.
    case 403:
    case 404:
      throw new DownloadFailed('There is no such object, or it may not be read from here', {
        cause,
        statusCode,
      });
    default:
      throw cause;
  }
};
