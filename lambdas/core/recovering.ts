import type { TellingDeps } from './deps.ts';
import { changed, isEnded, type EditRecord, type Millis } from './edit.ts';
import { sendPending } from './outbox.ts';
import type { Patience } from './patience.ts';
import type { Workflow } from './ports.ts';

/**
 * `late`: what should have been touched a while ago. `orphaned`: everything alive, because the process that ran all
 * executions is known to be dead, and with it every sender. `deadRun`: that execution is dead, though what it called
 * may still be at work. `turn`: one that waits, before its time, because it may go on.
 */
export type RecoverScope = 'late' | 'orphaned' | 'turn' | { readonly deadRun: number };

/** So many executions in a row are followed at once; what kills them all is not to be met by one after another. */
export const promptRuns = 3;

/** The record with its next run counted, or undefined when the edit needs no new execution. */
export const nextRun = (
  record: EditRecord,
  scope: RecoverScope,
  now: Millis,
  { recoverGraceSeconds }: Patience,
): EditRecord | undefined => {
  if (record.dueAt === undefined || isEnded(record) || record.status === 'uncertain') return undefined;
  if (scope === 'late' && record.dueAt + recoverGraceSeconds * 1_000 > now) return undefined;
  if (typeof scope === 'object' && (scope.deadRun !== record.runs || record.runs > promptRuns))
    return undefined;
  const claim =
    scope === 'orphaned' && record.claim !== undefined ? { ...record.claim, leaseUntil: now } : record.claim;
  return changed(record, { runs: record.runs + 1, claim, dueAt: now + patienceWithRun(record.runs) }, now);
};

// A run that works sets the time anew within seconds. One that fails for good must not be joined by another every
// five minutes for seven days.
export const patienceWithRun = (runs: number): Millis =>
  Math.min(300_000 * 2 ** Math.min(runs - 1, 20), 86_400_000);

export interface RecoverDeps extends TellingDeps {
  readonly workflow: Workflow;
  readonly patience: Patience;
}

/** @returns whether a new execution was started */
export const recoverEdit = async (
  record: EditRecord,
  scope: RecoverScope,
  deps: RecoverDeps,
): Promise<boolean> => {
  const { edits, workflow, clock, patience } = deps;
  if (isEnded(record) || record.status === 'uncertain') {
    await sendPending(record, deps);
    return false;
  }
  let run: number | undefined;
  const counted = await edits.change(record, (current) => {
    const next = nextRun(current, scope, clock.now(), patience);
    // Decided again although this run is on record: only the answer to the write was lost, or somebody else starts
    // the same one. Starting it twice is starting it once.
    run = next?.runs ?? (current.runs === run ? run : undefined);
    return next;
  });
  if (run === undefined) return false;
  try {
    await workflow.start(record.editId, run);
  } catch (error) {
    await edits.change(counted, (current) =>
      current.runs === run ? changed(current, { dueAt: clock.now() }, clock.now()) : undefined,
    );
    throw error;
  }
  return true;
};
