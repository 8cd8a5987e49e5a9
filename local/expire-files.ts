import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.ts';

const usualDays = 7;

/**
 * Deletes uploads, and copies that were never published, so many days after they came: in the folder what lifecycle rules
 * do in the bucket.
 */
export const expireFiles = async (
  bucketFolder: string,
  now: number,
  uploadsKeptDays = usualDays,
): Promise<void> => {
  const parts = { uploads: uploadsKeptDays, work: usualDays };
  for (const [part, keptDays] of Object.entries(parts)) {
    const folder = join(bucketFolder, part);
    for (const entry of await entriesOf(folder)) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await stat(path)).mtimeMs + keptDays * 86_400_000 <= now)
        await rm(path, { force: true });
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
