import { EditNotFound } from '../core/errors.ts';
import { finishDeleting, type DeletingDeps } from '../core/deleting.ts';
import { isBeingDeleted, type EditRecord, type EditStatus } from '../core/edit.ts';
import type { Meter } from '../core/ports.ts';
import { recoverEdit, type RecoverDeps as RunDeps } from '../core/recovering.ts';
import { recoverBudget, type RecoverBudgetDeps } from '../core/recovering-budget.ts';
import { wakeLine, type WakingDeps } from '../core/waking-line.ts';

export interface Recovered {
  readonly started: number;
  readonly failed: number;
  /** What needed it, by where it stood. */
  readonly found: Readonly<Partial<Record<EditStatus, number>>>;
}

interface Measuring {
  /** @default - nothing is measured */
  readonly meter?: Meter | undefined;
}

export interface RecoverDeps extends WakingDeps, DeletingDeps, RecoverBudgetDeps, Measuring {
  /** How often it is time for a sweep. */
  readonly sweepSeconds: number;
}

/**
 * Picks up every edit that nobody touched when it was due: starts its next execution, which re-enters at `Send`, sends
 * notices that were left behind, and finishes deletions. Wakes the line where it sleeps before free slots. One edit that cannot be picked up does not keep the others waiting.
 */
export const recover =
  (deps: RecoverDeps) =>
  async (scope: 'late' | 'orphaned'): Promise<Recovered> => {
    const { edits, clock, log } = deps;
    const count = { started: 0, failed: 0 };
    const found: Partial<Record<EditStatus, number>> = {};
    const until = scope === 'orphaned' ? Number.MAX_SAFE_INTEGER : clock.now();
    for await (const record of edits.due(until)) {
      found[record.status] = (found[record.status] ?? 0) + 1;
      try {
        if (isBeingDeleted(record)) await finishDeleting(record, deps);
        else if (await recoverEdit(record, scope, deps)) {
          count.started += 1;
          measure(record, deps);
        }
      } catch (error) {
        count.failed += 1;
        log.error('an edit could not be picked up; the next sweep tries again', {
          editId: record.editId,
          error,
        });
      }
    }
    await recoverBudget(deps);
    count.started += await wakeLine(deps.sweepSeconds, deps);
    if (count.started + count.failed > 0) log.warn('edits were picked up', { scope, ...count });
    return { ...count, found };
  };

const measure = ({ editId }: EditRecord, { meter }: Measuring): void => {
  meter?.measure({ metric: 'EditRecovered', value: 1, editId });
};

/** Follows up on one execution that failed, timed out or was aborted. @throws EditNotFound */
export const recoverRun =
  (deps: RunDeps & Measuring) =>
  async (editId: string, deadRun: number): Promise<Recovered> => {
    const record = await deps.edits.get(editId);
    if (record === undefined) throw new EditNotFound(editId);
    const started = await recoverEdit(record, { deadRun }, deps);
    if (started) {
      measure(record, deps);
      deps.log.warn('an edit was picked up from a dead execution', { editId, deadRun });
    }
    return { started: started ? 1 : 0, failed: 0, found: { [record.status]: 1 } };
  };
