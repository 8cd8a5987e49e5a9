import type { EditRecord } from '../../../lambdas/core/edit.ts';
import type { Clock, Edits, Log } from '../../../lambdas/core/ports.ts';

export const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const clock: Clock = { now: () => 5_000, monotonic: () => 5_000, sleep: async () => undefined };

/** A record of one edit, in memory. */
export const recordOf = (record: EditRecord) => {
  const kept = { record };
  const edits: Pick<Edits, 'change'> = {
    change: async (_record, decide) => (kept.record = decide(kept.record) ?? kept.record),
  };
  return { kept, edits: edits as Edits };
};
