import { recoverEdit, type RecoverDeps, type RecoverScope } from '../core/recovering.ts';

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
  async (scope: RecoverScope): Promise<Recovered> => {
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
