import { withoutNotices, type EditRecord } from './edit.ts';
import type { TellingDeps } from './deps.ts';

/**
 * Sends what waits in the edit's outbox and takes it out. What could not be sent stays, for whoever comes next: the
 * workflow, or `recover`. @returns the record as it stands afterwards
 */
export const sendPending = async (
  record: EditRecord,
  { edits, notices, clock, log }: TellingDeps,
): Promise<EditRecord> => {
  if (record.pendingNotices.length === 0) return record;
  let sent: readonly string[];
  try {
    sent = await notices.send(record.pendingNotices.map((notice) => ({ notice, request: record.request })));
  } catch (error) {
    log.warn('notices not sent, left in the outbox', { editId: record.editId, error });
    return record;
  }
  return edits.change(record, (current) => withoutNotices(current, sent, clock.now()));
};
