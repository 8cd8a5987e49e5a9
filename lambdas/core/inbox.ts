import { createHash } from 'node:crypto';
import type { EditRecord, Millis } from './edit.ts';
import { editIdForKey } from './new-edit.ts';

/** Where files are dropped, and where what becomes of them is told. Neither lies in the other. */
export interface InboxPlaces {
  readonly bucket: string;
  /** Ends in a slash, as does `outboxPrefix`. */
  readonly inboxPrefix: string;
  readonly outboxPrefix: string;
}

/** One content under one name. */
export interface InboxFile {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Millis;
}

export type InboxKind = 'manifest' | 'preset' | 'clip';

export const presetName = 'preset.json';
const manifestEnd = '.edit.json';

/** What a file is there for, by its name alone; undefined for pictures and whatever else lies around. */
export const inboxKind = (key: string, { inboxPrefix }: InboxPlaces): InboxKind | undefined => {
  if (!key.startsWith(inboxPrefix)) return undefined;
  if (key.endsWith(manifestEnd)) return 'manifest';
  if (key.slice(key.lastIndexOf('/') + 1) === presetName) return 'preset';
  return /\.(?:mp4|mov)$/iu.test(key) ? 'clip' : undefined;
};

/** Everything before the name, with its slash. */
export const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

/**
 * The edit that a content under a name stands for: seen again, it is the same.
 * @param take of a manifest; 1 for a clip
 */
export const inboxEditId = (
  { stage, owner }: { readonly stage: string; readonly owner: string },
  bucket: string,
  { key, etag, sizeBytes }: InboxFile,
  take: number,
): string => editIdForKey(stage, owner, JSON.stringify(['inbox', bucket, key, etag, sizeBytes, take]));

const mostKeyBytes = 1_024;
/** Of a file's name in a folder that stands for the bucket, less what is added while it is written. */
const mostNameBytes = 200;

/** Where it is told what becomes of a file. */
export const reportKey = (key: string, places: InboxPlaces): string =>
  outboxKey(key, places, key.endsWith(manifestEnd) ? '' : manifestEnd);

/**
 * Where the output of a file's edit is put: under the file's own name, of a manifest `x.edit.json` as `x.edit.mp4`.
 * @param place from 1
 */
export const outputKey = (key: string, place: number, extension: string, places: InboxPlaces): string => {
  const more = place === 1 ? '' : `-${place}`;
  if (key.endsWith(manifestEnd)) {
    return outboxKey(key.slice(0, -'.json'.length), places, `${more}.${extension}`);
  }
  // A clip keeps its whole name, unless the output is of another kind.
  return key.toLowerCase().endsWith(`.${extension}`) && place === 1
    ? outboxKey(key, places, '')
    : outboxKey(key, places, `${more}.${extension}`);
};

/** The outputs of an edit, and where each is put for who dropped its file; none for edits of another origin. */
export const outboxOutputs = (
  { origin, outputs }: Pick<EditRecord, 'origin' | 'outputs'>,
  places: InboxPlaces,
): readonly { readonly from: string; readonly to: string; readonly contentType: string }[] =>
  origin.type === 'inbox'
    ? outputs.map(({ key, contentType }, place) => ({
        from: key,
        to: outputKey(origin.key, place + 1, key.slice(key.lastIndexOf('.') + 1), places),
        contentType,
      }))
    : [];

const outboxKey = (key: string, { inboxPrefix, outboxPrefix }: InboxPlaces, end: string): string => {
  const path = key.slice(inboxPrefix.length);
  const whole = `${outboxPrefix}${path}${end}`;
  const name = whole.slice(whole.lastIndexOf('/') + 1);
  if (bytesOf(whole) <= mostKeyBytes && bytesOf(name) <= mostNameBytes) return whole;
  // The report says whose it is.
  return `${outboxPrefix}long/${createHash('sha256').update(path).digest('hex').slice(0, 32)}${end}`;
};

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Where the content of an inbox file is kept for its edit, so that nobody changes it while the edit waits. */
export const keptKey = (folder: string, editId: string, place: number, key: string): string => {
  const extension = /\.([A-Za-z0-9]{1,8})$/u.exec(key)?.[1]?.toLowerCase() ?? 'bin';
  return `uploads/${folder}/${editId}/${place}.${extension}`;
};
