import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.ts';

const keptMs = 7 * 86_400_000;

/**
 * Deletes uploads, and copies that were never published, a week after they came: in the folder what a lifecycle rule does
 * in the bucket.
 */
export const expireFiles = async (bucketFolder: string, now: number): Promise<void> => {
  for (const part of ['uploads', 'work']) {
    const folder = join(bucketFolder, part);
    for (const entry of await entriesOf(folder)) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await stat(path)).mtimeMs + keptMs <= now) await rm(path, { force: true });
    }
  }
};

const entriesOf = async (folder: string) => {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
};
