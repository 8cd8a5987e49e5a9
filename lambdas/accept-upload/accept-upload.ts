import {
  reject,
  reportEdit,
  reportedStatus,
  reportFile,
  type ReportDeps,
} from '../adapters/inbox/reports.ts';
import type { ReportBody } from '../contract/inbox.ts';
import type { EditRecord } from '../core/edit.ts';
import { InboxFileChanged } from '../core/errors.ts';
import { folderOf, inboxEditId, inboxKind, presetName, type InboxFile } from '../core/inbox.ts';
import type { Subject } from '../core/ports.ts';
import type { RecoverDeps } from '../core/recovering.ts';
import { makeSureOf, startEdit } from '../core/starting.ts';
import { prepareEdit, readRequest, type PrepareDeps } from './prepare-edit.ts';
import { readAsked, type Asked, type Refused } from './read-asked.ts';

export interface AcceptUploadDeps extends PrepareDeps, ReportDeps, RecoverDeps {
  readonly stage: string;
  /** Told which edit a file is of, as soon as that is known. @default - nobody asks */
  readonly about?: ((subject: Subject) => void) | undefined;
}

/** A file as an event names it; its content may have changed since. */
export type Upload = Pick<InboxFile, 'key' | 'etag' | 'sizeBytes'>;

/** How long a clip waits for its preset. */
export const presetHours = 24;

/**
 * Makes an edit of what was put into the inbox: of a manifest, or of a clip and the preset beside it, whichever came
 * first. The same content under the same name is the same edit, however often it is met.
 */
export const acceptUpload =
  (deps: AcceptUploadDeps) =>
  async (upload: Upload): Promise<void> => {
    const kind = inboxKind(upload.key, deps.places);
    if (kind === undefined) return;
    const file = await deps.inbox.find(upload.key);
    if (file === undefined) await acceptGone({ ...upload, modifiedAt: 0 }, deps);
    else await acceptFile(file, deps);
  };

/** The same, for a file that is known to be there. */
export const acceptFile = async (file: InboxFile, deps: AcceptUploadDeps): Promise<void> => {
  deps.about?.({});
  try {
    switch (inboxKind(file.key, deps.places)) {
      case 'manifest': {
        await acceptManifest(file, deps);
        return;
      }
      case 'preset': {
        await acceptPreset(file, deps);
        return;
      }
      case 'clip': {
        await acceptClip(file, deps);
        return;
      }
      case undefined:
        return undefined;
    }
  } catch (error) {
    if (!(error instanceof InboxFileChanged)) throw error;
    // What is there now has an event of its own.
    deps.log.info('a file of the inbox changed while it was looked at', { key: file.key });
  }
};

const acceptManifest = async (file: InboxFile, deps: AcceptUploadDeps): Promise<void> => {
  const asked = await readAsked(file, deps);
  if ('errors' in asked) await refuse(file, asked, deps);
  else await makeEdit(file, asked, deps);
};

const acceptPreset = async (preset: InboxFile, deps: AcceptUploadDeps): Promise<void> => {
  const { inbox, clock, places } = deps;
  const refused = await presetRefused(preset, deps);
  if (refused !== undefined) await refuse(preset, refused, deps);
  else await reportFile(preset, { status: 'ready', message: 'Clips beside it are edited with it.' }, deps);
  // Those that came before it. Older ones were rejected; those that were edited are on record, and stay as they are.
  const oldest = clock.now() - presetHours * 3_600_000;
  for await (const file of inbox.list(folderOf(preset.key), true)) {
    if (inboxKind(file.key, places) === 'clip' && file.modifiedAt > oldest) await acceptFile(file, deps);
  }
};

// With a clip that need not be there, all the rest can be judged.
const presetRefused = async (preset: InboxFile, deps: AcceptUploadDeps): Promise<Refused | undefined> => {
  const asked = await readAsked(preset, deps);
  if ('errors' in asked) return asked;
  const read = withClip(asked, `${folderOf(preset.key)}clip.mp4`, deps);
  if ('errors' in read) return read;
  const request = readRequest(read, deps);
  return 'errors' in request ? request : undefined;
};

const withClip = ({ body }: Asked, clipKey: string, { places }: AcceptUploadDeps): Asked | Refused => {
  if ('video_url' in body || 'take' in body) {
    const errors = [{ path: 'video_url', message: 'is not for a preset to say: it is the clip beside it' }];
    return { message: `${presetName} is not valid`, errors };
  }
  return { take: 1, body: { ...body, video_url: `s3://${places.bucket}/${clipKey}` } };
};

const acceptClip = async (clip: InboxFile, deps: AcceptUploadDeps): Promise<void> => {
  const existing = await onRecord(clip, 1, deps);
  if (existing !== undefined) return again(existing, deps);
  const status = await reportedStatus(clip, deps);
  // A manifest has made use of it: a preset that comes later is for the others.
  if (status === 'used') return;
  const preset = await deps.inbox.find(`${folderOf(clip.key)}${presetName}`);
  if (preset === undefined) return withoutPreset(clip, status, deps);
  const asked = await readAsked(preset, deps);
  const read = 'errors' in asked ? asked : withClip(asked, clip.key, deps);
  return 'errors' in read ? refuse(clip, read, deps) : makeEdit(clip, read, deps);
};

const withoutPreset = async (
  clip: InboxFile,
  status: ReportBody['status'] | undefined,
  deps: AcceptUploadDeps,
): Promise<void> => {
  if (clip.modifiedAt <= deps.clock.now() - presetHours * 3_600_000) {
    const message = `No ${presetName} came into its folder for ${presetHours} hours, and no manifest named it`;
    return refuse(clip, { message, errors: [] }, deps);
  }
  if (status === 'waiting') return;
  const message = `It waits for a ${presetName} in its folder, or for a manifest that names it.`;
  await reportFile(clip, { status: 'waiting', message }, deps);
};

// What was made of it stands; what was not cannot be made any more.
const acceptGone = async (file: InboxFile, deps: AcceptUploadDeps): Promise<void> => {
  if ((await onRecord(file, 1, deps)) !== undefined || (await reportedStatus(file, deps)) !== undefined)
    return;
  await refuse(file, { message: 'It was deleted before it was looked at', errors: [] }, deps);
};

const makeEdit = async (file: InboxFile, asked: Asked, deps: AcceptUploadDeps): Promise<void> => {
  const editId = idOf(file, asked.take, deps);
  deps.about?.({ editId });
  const existing = await onRecord(file, asked.take, deps);
  if (existing !== undefined) return again(existing, deps);
  const prepared = await prepareEdit(editId, file, asked, deps);
  if ('errors' in prepared) return refuse(file, prepared, deps);
  const { record, used } = prepared;
  // Before there is an edit: afterwards nobody would come back for it.
  for (const each of used.filter(({ key }) => key !== file.key)) {
    const message = `It is used by ${file.key}.`;
    await reportFile(each, { status: 'used', message, edit_id: editId }, deps);
  }
  const quicker = await deps.edits.create(record);
  if (quicker !== undefined) return again(quicker, deps);
  await reportEdit(editId, deps);
  await startEdit(record, deps);
};

const idOf = (file: InboxFile, take: number, deps: AcceptUploadDeps): string =>
  inboxEditId(deps, deps.places.bucket, file, take);

const onRecord = async (
  file: InboxFile,
  take: number,
  deps: AcceptUploadDeps,
): Promise<EditRecord | undefined> => deps.edits.get(idOf(file, take, deps));

const again = async (existing: EditRecord, deps: AcceptUploadDeps): Promise<void> => {
  await makeSureOf(existing, deps);
  await reportEdit(existing.editId, deps);
};

const refuse = async (
  file: InboxFile,
  { message, errors }: Refused,
  deps: AcceptUploadDeps,
): Promise<void> => {
  deps.log.info('a file of the inbox was rejected', { key: file.key, why: message, errors });
  await reject(file, message, errors, deps);
};
