import { reportEdit } from '../adapters/inbox/reports.ts';
import type { EditRecord, Millis } from '../core/edit.ts';
import { inboxKind, reportKey, type InboxFile } from '../core/inbox.ts';
import { acceptFile, presetHours, type AcceptUploadDeps } from './accept-upload.ts';

/** So long an event may take before somebody looks for its file. */
const usualGraceSeconds = 600;

const presetMs = presetHours * 3_600_000;

export interface Swept {
  readonly accepted: number;
  readonly failed: number;
  /** Edits that wait, and what for was not told yet. */
  readonly told: number;
}

/**
 * Finds the files that no event came for, and the clips whose preset never came; tells of edits that wait, for no notice
 * does. One that cannot be dealt with does not keep the others waiting.
 */
export const sweepInbox =
  (deps: AcceptUploadDeps) =>
  async (graceSeconds = usualGraceSeconds): Promise<Swept> => {
    const { inbox, edits, places, clock, log } = deps;
    const now = clock.now();
    const count = { accepted: 0, failed: 0, told: 0 };
    // Listed, a thousand of them cost as much as to look for one.
    const told = new Map<string, Millis>();
    for await (const { key, modifiedAt } of inbox.list(places.outboxPrefix)) told.set(key, modifiedAt);
    for await (const file of inbox.list(places.inboxPrefix)) {
      if (now - file.modifiedAt < graceSeconds * 1_000 || !isLeft(file, now, told, deps)) continue;
      try {
        await acceptFile(file, deps);
        count.accepted += 1;
      } catch (error) {
        count.failed += 1;
        log.error('a file of the inbox could not be dealt with; the next sweep tries again', {
          key: file.key,
          error,
        });
      }
    }
    for await (const { editId, origin, ...record } of edits.due(farAhead)) {
      if (!waits(record) || origin.type !== 'inbox') continue;
      if ((told.get(reportKey(origin.key, places)) ?? 0) >= record.updatedAt) continue;
      try {
        await reportEdit(editId, deps);
        count.told += 1;
      } catch (error) {
        count.failed += 1;
        log.error('it was not told beside the inbox that an edit waits; the next sweep tries again', {
          editId,
          error,
        });
      }
    }
    if (count.accepted + count.failed + count.told > 0) log.info('the inbox was swept', count);
    return count;
  };

const farAhead = Number.MAX_SAFE_INTEGER;

const waits = ({ status, waitingFor }: Pick<EditRecord, 'status' | 'waitingFor'>): boolean =>
  status === 'accepted' && waitingFor !== undefined;

const isLeft = (
  file: InboxFile,
  now: number,
  told: ReadonlyMap<string, Millis>,
  { places }: AcceptUploadDeps,
): boolean => {
  const kind = inboxKind(file.key, places);
  if (kind === undefined) return false;
  const age = now - file.modifiedAt;
  // It may only have been told that it waits. A day later that has been seen to.
  if (kind === 'clip' && age >= presetMs && age < 2 * presetMs) return true;
  const reportedAt = told.get(reportKey(file.key, places));
  return reportedAt === undefined || reportedAt < file.modifiedAt;
};
