import type { TellingDeps } from './deps.ts';
import { changed, isBeingDeleted, isEnded, type EditRecord, type EditRequest, type Millis } from './edit.ts';
import { outboxOutputs, reportKey, type InboxPlaces } from './inbox.ts';
import { addressesOf, isS3, s3Object } from './input-places.ts';
import { sendPending } from './outbox.ts';
import { ownerFolder } from './owner-folder.ts';
import type { Inbox, Results } from './ports.ts';
import type { Deliveries } from './webhooks.ts';

const graceMs = 60_000;

/** The wish on record, so that a deletion that breaks off is taken up again; undefined where there is nothing to do. */
export const askToDelete = (record: EditRecord, now: Millis): EditRecord | undefined =>
  isEnded(record) && record.deleteRequestedAt === undefined
    ? changed(record, { deleteRequestedAt: now, dueAt: now + graceMs }, now)
    : undefined;

export interface DeletingDeps extends TellingDeps {
  readonly results: Pick<Results, 'bucket' | 'remove'>;
  readonly inbox: Pick<Inbox, 'remove'>;
  readonly places: InboxPlaces;
  readonly deliveries: Pick<Deliveries, 'removeAll'>;
}

/**
 * Deletes what an edit left, and then what its record says of its content. Safe to be done again and to be broken off.
 * @returns the record as it stands afterwards
 */
export const finishDeleting = async (record: EditRecord, deps: DeletingDeps): Promise<EditRecord> => {
  const { edits, results, inbox, places, deliveries, clock } = deps;
  // Notices carry the request: those that wait still have to go out with it.
  const told = await sendPending(record, deps);
  if (!isBeingDeleted(told) || told.pendingNotices.length > 0) return told;
  await results.remove(keysOf(told, results.bucket));
  await inbox.remove(outboxKeysOf(told, places));
  // They hold the request. No new one comes: whoever makes one looks for the mark of this deletion afterwards.
  await deliveries.removeAll(told.editId);
  return edits.change(told, (current) =>
    isBeingDeleted(current) && current.pendingNotices.length === 0
      ? tombstone(current, clock.now())
      : undefined,
  );
};

/** What an edit has in the stage's bucket: its outputs and story, copies that were never published, its uploads. */
export const keysOf = (
  { editId, owner, outputs, request }: EditRecord,
  bucket: string,
): readonly string[] => {
  const uploads = addressesOf(request)
    .filter(({ url }) => isS3(url))
    .map(({ url }) => s3Object(url))
    .filter((object) => object.bucket === bucket && object.key.startsWith(`uploads/${ownerFolder(owner)}/`))
    .map(({ key }) => key);
  const unpublished = Array.from({ length: Math.max(outputs.length, mostOutputs) }, (_, place) => {
    return `work/${editId}/${place + 1}`;
  });
  return [...outputs.map(({ key }) => key), `edits/${editId}/edit.json`, ...unpublished, ...new Set(uploads)];
};

/** What was put beside the inbox for it: its outputs and the report. The file itself is its owner's. */
const outboxKeysOf = (record: EditRecord, places: InboxPlaces): readonly string[] =>
  record.origin.type === 'inbox'
    ? [...outboxOutputs(record, places).map(({ to }) => to), reportKey(record.origin.key, places)]
    : [];

/** More than the provider's output schema has for one video. */
const mostOutputs = 4;

const nothing: EditRequest = { prompt: '', videoUrl: '', keepAudio: false, imageUrls: [], elements: [] };

// The hash of the request stays: its key still stands for this edit, and for no other.
const tombstone = (record: EditRecord, now: Millis): EditRecord =>
  changed(
    record,
    {
      request: nothing,
      inputs: undefined,
      outputs: [],
      metadata: {},
      webhookUrl: undefined,
      webhookNotices: undefined,
      error: record.error && { ...record.error, message: 'Deleted with the edit' },
      deletedAt: now,
      dueAt: undefined,
    },
    now,
  );
