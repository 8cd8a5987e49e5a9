import { ProblemError, type Client } from '../../client/client.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { CliError } from '../errors.ts';
import type { Journal, JournalEntry } from '../journal/journal.ts';
import { mapMedia, mediaOf, type AskedEdit } from '../request/asked-edit.ts';
import { bodyOf } from '../request/check-request.ts';
import type { KnownMedia, MediaFile } from '../request/media-file.ts';
import { knownEdit } from './known-edit.ts';

export interface SendDeps {
  readonly client: Pick<Client, 'edits' | 'uploads'>;
  readonly journal: Journal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told of each file that is being uploaded. */
  readonly uploading?: ((file: MediaFile) => void) | undefined;
}

/** An edit that is checked, and every file of it known. */
export interface ReadyEdit {
  /** Where it goes. */
  readonly api: string;
  readonly asked: AskedEdit<KnownMedia>;
  /** What makes it this edit. */
  readonly derivedKey: string;
  /** @default - the derived one */
  readonly chosenKey?: string | undefined;
}

export interface SentEdit {
  readonly edit: EditBody;
  /** It had been sent before. */
  readonly again: boolean;
}

/**
 * Sends an edit, or finds it where it was sent before: entered any number of times, by any number at once and killed at
 * any moment, it comes to one edit. The key is the same each time; addresses of uploads are written down before they
 * are named to the API, so that the request is the same, too; where they were lost, the API's refusal names the edit.
 * @throws CliError, and what the client throws
 */
export const sendEdit = async (ready: ReadyEdit, deps: SendDeps): Promise<SentEdit> => {
  const { api, derivedKey, chosenKey } = ready;
  const key = chosenKey ?? derivedKey;
  const before = await deps.journal.read(api, key);
  if (before !== undefined && before.edit !== derivedKey) throw keyOfAnother(key, before);
  if (before?.edit_id !== undefined) {
    const edit = await knownEdit(before.edit_id, before, deps.client.edits, deps.signal);
    return { edit, again: true };
  }
  const entry: JournalEntry = before ?? { version: 1, api, key, edit: derivedKey, uploads: {} };
  const askedBefore = before !== undefined;
  const placed = await upload(ready, entry, deps);
  try {
    return await submit(ready, placed, askedBefore, deps);
  } catch (error) {
    // Uploads of an earlier run may be gone by now; what was refused for them left no record.
    const reused = Object.keys(entry.uploads).length > 0;
    if (!reused || !namesInputs(error)) throw error;
    return submit(ready, await upload(ready, { ...entry, uploads: {} }, deps), askedBefore, deps);
  }
};

const namesInputs = (error: unknown): boolean =>
  error instanceof ProblemError &&
  ['input_unreachable', 'input_unusable', 'invalid_request'].includes(error.code);

/** A stage may be set to keep uploads for one day, and an edit may wait for its turn. */
const reusableMilliseconds = 6 * 3_600_000;

/** Sees to it that every file has an address, and that it is written down. */
const upload = async (
  { asked }: ReadyEdit,
  entry: JournalEntry,
  { client, journal, now, signal, uploading }: SendDeps,
): Promise<JournalEntry> => {
  const stamp = (): string => new Date(now()).toISOString();
  const isFresh = ([, { at }]: [string, { at: string }]) => now() - Date.parse(at) < reusableMilliseconds;
  const uploads = Object.fromEntries(Object.entries(entry.uploads).filter(isFresh));
  for (const { media } of mediaOf(asked)) {
    if (media.kind === 'address' || uploads[media.sha256] !== undefined) continue;
    uploading?.(media.file);
    const at = stamp();
    const url = await client.uploads.put(media.file.blob, { contentType: media.file.type, signal });
    uploads[media.sha256] = { url, at };
  }
  // Without files, too: another run has to know that there was one.
  const written = { ...entry, uploads, first_sent_at: entry.first_sent_at ?? stamp() };
  await journal.write(written);
  return written;
};

const submit = async (
  { asked, chosenKey }: ReadyEdit,
  entry: JournalEntry,
  askedBefore: boolean,
  { client, journal, now, signal }: SendDeps,
): Promise<SentEdit> => {
  const body = bodyOf(mapMedia(asked, (media) => addressOf(media, entry)));
  const began = now();
  let sent: SentEdit;
  try {
    const edit = await client.edits.create(body, { idempotencyKey: entry.key, signal });
    sent = { edit, again: askedBefore && Date.parse(edit.created_at) < began };
  } catch (error) {
    const taken = error instanceof ProblemError ? error : undefined;
    if (taken?.editId === undefined) throw error;
    // A key that somebody chose may stand for anything; a derived one for this edit alone.
    if (taken.code === 'idempotency_key_reused' && chosenKey !== undefined)
      throw otherUnderKey(entry.key, taken);
    if (taken.code !== 'idempotency_key_reused' && taken.code !== 'rejected_by_provider') throw error;
    const edit = await client.edits.get(taken.editId, { signal });
    sent = { edit, again: taken.code === 'idempotency_key_reused' };
  }
  await journal.write({ ...entry, edit_id: sent.edit.edit_id });
  return sent;
};

const addressOf = (media: KnownMedia, { uploads }: JournalEntry): string => {
  if (media.kind === 'address') return media.url;
  const upload = uploads[media.sha256];
  if (upload === undefined) throw new Error(`${media.file.path} was not uploaded`);
  return upload.url;
};

const keyOfAnother = (key: string, { edit_id: editId }: JournalEntry): CliError =>
  new CliError(
    'usage',
    `--key ${key} was used from here for another edit${editId === undefined ? '' : `, ${editId}`}`,
    {
      code: 'idempotency_key_reused',
      editId,
      next: 'Nothing was sent. Choose another key, or none: the command then makes one of what the edit is.',
    },
  );

const otherUnderKey = (key: string, { editId = '' }: ProblemError): CliError =>
  new CliError('usage', `--key ${key} belongs to edit ${editId}, which was asked for with another request`, {
    code: 'idempotency_key_reused',
    editId,
    next: `Nothing was sent. If it is the same edit, follow it: reshoot watch ${editId}. Otherwise choose another key.`,
  });
