import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file so that after a kill or a power cut it is the old one or the new one, whole. @param mode who may read it */
export const writeDurably = async (path: string, text: string, mode = 0o666): Promise<void> => {
  const partial = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const file = await open(partial, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
  await syncFolder(dirname(path));
};

/** So that a name in it is there after a power cut. */
export const syncFolder = async (path: string): Promise<void> => {
  // Windows opens no folders, and writes their entries at once.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
