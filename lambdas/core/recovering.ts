import { changed, isEnded, type EditRecord, type Millis } from './edit.ts';
import type { Patience } from './patience.ts';

/**
 * `late`: what should have been touched a while ago. `orphaned`: everything alive, because the process that ran all
 * executions is known to be dead, and with it every sender.
 */
export type RecoverScope = 'late' | 'orphaned';

/** The record with its next run counted, or undefined when the edit needs no new execution. */
export const nextRun = (
  record: EditRecord,
  scope: RecoverScope,
  now: Millis,
  { recoverGraceSeconds }: Patience,
): EditRecord | undefined => {
  if (record.dueAt === undefined || isEnded(record) || record.status === 'uncertain') return undefined;
  if (scope === 'late' && record.dueAt + recoverGraceSeconds * 1_000 > now) return undefined;
  const claim =
    scope === 'orphaned' && record.claim !== undefined ? { ...record.claim, leaseUntil: now } : record.claim;
  return changed(record, { runs: record.runs + 1, claim, dueAt: now }, now);
};
