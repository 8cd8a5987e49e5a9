import { EditNotFound } from '../core/errors.ts';
import { recoverEdit, type RecoverDeps } from '../core/recovering.ts';

export interface Recovered {
  readonly started: number;
  readonly failed: number;
}

/**
 * Picks up every edit that nobody touched when it was due: starts its next execution, which re-enters at `Send`, and
 * sends notices that were left behind. One edit that cannot be picked up does not keep the others waiting.
 */
export const recover =
  (deps: RecoverDeps) =>
  async (scope: 'late' | 'orphaned'): Promise<Recovered> => {
    const { edits, clock, log } = deps;
    const count = { started: 0, failed: 0 };
    const until = scope === 'orphaned' ? Number.MAX_SAFE_INTEGER : clock.now();
    for await (const record of edits.due(until)) {
      try {
        count.started += (await recoverEdit(record, scope, deps)) ? 1 : 0;
      } catch (error) {
        count.failed += 1;
        log.error('an edit could not be picked up; the next sweep tries again', {
          editId: record.editId,
          error,
        });
      }
    }
    if (count.started + count.failed > 0) log.warn('edits were picked up', { scope, ...count });
    return count;
  };

/** Follows up on one execution that failed, timed out or was aborted. @throws EditNotFound */
export const recoverRun =
  (deps: RecoverDeps) =>
  async (editId: string, deadRun: number): Promise<Recovered> => {
    const record = await deps.edits.get(editId);
    if (record === undefined) throw new EditNotFound(editId);
    const started = await recoverEdit(record, { deadRun }, deps);
    if (started) deps.log.warn('an edit was picked up from a dead execution', { editId, deadRun });
    return { started: started ? 1 : 0, failed: 0 };
  };
