import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Results } from '../lambdas/core/ports.ts';
import { hasCode } from './errors.ts';

export const localBucket = 'local';

/**
 * A folder in the place of the bucket: an object's key is its path.
 * @param linkTo makes the address of an object
 */
export const folderResults = (folder: string, linkTo: (key: string) => string = unlinked): Results => {
  const pathOf = (key: string) => join(folder, ...key.split('/'));

  // Under another name first: what has the key is whole, even after a crash in the middle of it.
  const whole = async (key: string, fill: (path: string) => Promise<void>): Promise<void> => {
    const path = pathOf(key);
    const partial = `${path}.${randomUUID()}.part`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await fill(partial);
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  };

  return {
    bucket: localBucket,
    write: async (key, body) =>
      whole(key, async (path) => pipeline(body, createWriteStream(path, { flush: true }))),
    writeText: async (key, text) => whole(key, async (path) => writeFile(path, text, { flush: true })),
    read: async (key, start, end) => {
      const file = await open(pathOf(key));
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    publish: async (from, to) => {
      await mkdir(dirname(pathOf(to)), { recursive: true });
      await rename(pathOf(from), pathOf(to));
      await rm(dirname(pathOf(from)), { recursive: true, force: true });
    },
    remove: async (keys) => {
      await Promise.all(keys.map(async (key) => rm(pathOf(key), { force: true })));
      for (const path of new Set(keys.map((key) => dirname(pathOf(key))))) await removeEmpty(path);
    },
    link: async (key) => linkTo(key),
  };
};

const unlinked = (key: string): never => {
  throw new Error(`nobody serves ${key}`);
};

// A folder that still holds something, or is not there, stays as it is.
const removeEmpty = async (path: string): Promise<void> => {
  try {
    await rmdir(path);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'ENOENT')) throw error;
  }
};
