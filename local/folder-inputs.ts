import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DownloadFailed } from '../lambdas/core/errors.ts';
import { isS3, s3Object, withAddresses } from '../lambdas/core/input-places.ts';
import type { Inputs, OpenedMedia, Results } from '../lambdas/core/ports.ts';
import { hasCode } from './errors.ts';

/** Gives `s3://` inputs the address that this process serves them at. */
export const folderInputs = ({ link }: Pick<Results, 'link'>): Inputs => ({
  readable: async (request) =>
    withAddresses(request, async (url) => (isS3(url) ? link(s3Object(url).key, 0) : url)),
});

/** Opens an `s3://` object of the folder that stands for the bucket. @throws DownloadFailed */
export const folderObject =
  (folder: string) =>
  async (url: string): Promise<OpenedMedia> => {
    try {
      const file = await open(join(folder, ...s3Object(url).key.split('/')));
      const { size: sizeBytes } = await file.stat();
      return {
        sizeBytes,
        read: async (start, end) => {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
          return buffer.subarray(0, bytesRead);
        },
        close: async () => file.close(),
      };
    } catch (cause) {
      if (hasCode(cause, 'ENOENT') || hasCode(cause, 'EISDIR'))
        throw new DownloadFailed('There is no such object', { cause, statusCode: 404 });
      throw cause;
    }
  };
