import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { sourceOf } from '../../lambdas/contract/limits.ts';
import { uploadTypes, type UploadType } from '../../lambdas/contract/upload.ts';
import type { Fault } from '../errors.ts';
import { mediaOf, type AskedEdit, type Place } from './asked-edit.ts';
import { mediaTypeOf, tellingBytes } from './media-type.ts';

/** A file that may be uploaded. */
export interface MediaFile {
  readonly path: string;
  readonly type: UploadType;
  /** Reading it fails where the file was changed since. */
  readonly blob: Blob;
}

const kinds = {
  clip: { of: 'video/', wanted: 'an .mp4 or .mov clip', limit: 'clipBytes' },
  picture: { of: 'image/', wanted: 'a .png or .jpg picture', limit: 'pictureBytes' },
} as const;

/** @returns the file, or what is wrong with it */
export const openMediaFile = async (
  path: string,
  kind: keyof typeof kinds,
): Promise<MediaFile | { readonly fault: string }> => {
  const { of, wanted, limit } = kinds[kind];
  const found = await stat(path).catch(
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown',
  );
  if (found === 'ENOENT' || found === 'ENOTDIR') return { fault: `there is no file ${path}` };
  if (typeof found === 'string') return { fault: `${path} cannot be read: ${found}` };
  if (!found.isFile()) return { fault: `${path} is not a file` };
  if (found.size === 0) return { fault: `${path} is empty` };
  const opened = await readBeginning(path);
  if ('fault' in opened) return opened;
  const { blob, beginning } = opened;
  const type = mediaTypeOf(beginning);
  if (type?.startsWith(of) !== true) return { fault: `${path} is not ${wanted}` };
  const { max } = uploadTypes[type].limit;
  if (blob.size > max)
    return { fault: `${path} has ${blob.size} bytes, and may have at most ${max} (${sourceOf(limit)})` };
  return { path, type, blob };
};

const readBeginning = async (
  path: string,
): Promise<{ blob: Blob; beginning: Uint8Array } | { fault: string }> => {
  try {
    const blob = await openAsBlob(path);
    return { blob, beginning: new Uint8Array(await blob.slice(0, tellingBytes).arrayBuffer()) };
  } catch (error) {
    return { fault: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
};

/** By path: each file is looked into once, whatever names it. */
export type MediaFiles = ReadonlyMap<string, MediaFile>;

/** Opens every file that these edits name, into `files`. @returns what is wrong, by the fields of the request */
export const openMediaFiles = async (
  asked: AskedEdit,
  files: Map<string, MediaFile>,
): Promise<readonly Fault[]> => {
  const faults: Fault[] = [];
  for (const { media, path: field } of mediaOf(asked)) {
    if (media.kind === 'address') continue;
    const kind = field === 'video_url' ? 'clip' : 'picture';
    const known = files.get(media.path);
    if (known?.type.startsWith(kinds[kind].of) === true) continue;
    const opened = await openMediaFile(media.path, kind);
    if ('fault' in opened) faults.push({ at: field, message: opened.fault });
    else files.set(media.path, opened);
  }
  return faults;
};

/** @returns the SHA-256 of what the file holds, in hexadecimal */
export const hashOf = async ({ blob }: MediaFile): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of blob.stream() as ReadableStream<Uint8Array>) hash.update(chunk);
  return hash.digest('hex');
};

/** Media by their content. */
export type KnownMedia =
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'file'; readonly file: MediaFile; readonly sha256: string };

/** @param hashes by path: what is known of them already */
export const knownMedia = async (
  place: Place,
  files: MediaFiles,
  hashes: Map<string, Promise<string>>,
): Promise<KnownMedia> => {
  if (place.kind === 'address') return place;
  const file = files.get(place.path);
  if (file === undefined) throw new Error(`${place.path} was not opened`);
  const hash = hashes.get(place.path) ?? hashOf(file);
  hashes.set(place.path, hash);
  return { kind: 'file', file, sha256: await hash };
};
