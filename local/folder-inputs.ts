import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DownloadFailed, InputsGone } from '../lambdas/core/errors.ts';
import { addressesOf, isS3, s3Object, withAddresses } from '../lambdas/core/input-places.ts';
import type { Inputs, OpenedMedia, Results } from '../lambdas/core/ports.ts';
import { hasCode } from './errors.ts';

/** Gives `s3://` inputs of the folder that stands for the bucket the address that this process serves them at. */
export const folderInputs = (folder: string, { link }: Pick<Results, 'link'>): Inputs => ({
  readable: async (request) => {
    const gone: string[] = [];
    for (const { path, url } of addressesOf(request).filter((address) => isS3(address.url))) {
      if (!(await isFile(pathOf(folder, url)))) gone.push(path);
    }
    if (gone.length > 0) throw new InputsGone(gone);
    return withAddresses(request, async (url) => (isS3(url) ? link(s3Object(url).key, 0) : url));
  },
});

const pathOf = (folder: string, url: string): string => join(folder, ...s3Object(url).key.split('/'));

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
};

/** Opens an `s3://` object of the folder that stands for the bucket. @throws DownloadFailed */
export const folderObject =
  (folder: string) =>
  async (url: string): Promise<OpenedMedia> => {
    try {
      const file = await open(pathOf(folder, url));
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
