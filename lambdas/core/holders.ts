import type { EditRecord, Millis } from './edit.ts';
import type { Line } from './line.ts';

/** Whether this edit is one that the provider is busy with, or being asked to be. */
export const holdsSlot = ({ status, overdueAt }: Pick<EditRecord, 'status' | 'overdueAt'>): boolean =>
  status === 'submitting' || ((status === 'queued' || status === 'running') && overdueAt === undefined);

/** The holders whose edit has no use for its slot: whoever ended it died before giving the slot back. */
export const staleHolders = (
  { holders }: Line,
  records: ReadonlyMap<string, EditRecord>,
  now: Millis,
  leaseSeconds: number,
): readonly string[] =>
  Object.entries(holders).flatMap(([editId, since]) => {
    const record = records.get(editId);
    // It was granted its slot, and is about to say so in its record.
    const isTaking = record?.status === 'accepted' && now - since < leaseSeconds * 1_000;
    return isTaking || (record !== undefined && holdsSlot(record)) ? [] : [editId];
  });
