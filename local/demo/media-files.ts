import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { inspectMedia } from '../../lambdas/adapters/media/inspect-media.ts';
import { UnusableMedia } from '../../lambdas/core/errors.ts';
import type { MediaFacts } from '../../lambdas/core/ports.ts';
import { CannotStart } from '../errors.ts';

export type MediaKind = 'video' | 'image';

const isUrl = (place: string): boolean => /^https?:\/\//u.test(place);

/** What a file holds. @throws CannotStart where it is missing or not what it should be */
export const inspectFile = async (path: string, kind: MediaKind): Promise<MediaFacts> => {
  const sizeBytes = await sizeOf(path);
  const file = await open(path);
  try {
    const read = async (start: number, end: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    };
    return await inspectMedia({ sizeBytes, read }, kind);
  } catch (cause) {
    if (!(cause instanceof UnusableMedia)) throw cause;
    const wanted = kind === 'video' ? 'an .mp4 or .mov clip' : 'a .png or .jpg picture';
    throw new CannotStart(`${path} is not ${wanted}: ${cause.message}`, { cause });
  } finally {
    await file.close();
  }
};

const sizeOf = async (path: string): Promise<number> => {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (cause) {
    throw new CannotStart(`there is no file ${path}`, { cause });
  }
  throw new CannotStart(`${path} is not a file`);
};

/** @throws CannotStart where a file cannot be what it is given for; an address is for the provider to judge */
export const checkFile = async (place: string, kind: MediaKind): Promise<void> => {
  if (!isUrl(place)) await inspectFile(place, kind);
};

/** Where the provider finds a clip or a picture. */
export interface Offered {
  urlAt(edition: string): string;
}

/** Copies a file to where the edition serves it; an address stays what it is. */
export const offer = async (place: string, uploadsFolder: string): Promise<Offered> => {
  if (isUrl(place)) return { urlAt: () => place };
  const name = `${randomUUID()}${extname(basename(place)).toLowerCase()}`;
  await mkdir(uploadsFolder, { recursive: true });
  await copyFile(place, join(uploadsFolder, name));
  return { urlAt: (edition) => `${edition}/files/uploads/${name}` };
};
