import type { EditRecord } from './edit.ts';
import { recoverEdit, type RecoverDeps } from './recovering.ts';

/** Starts the workflow of a new edit. Whatever becomes of it, the edit is on record and due: `recover` finds it. */
export const startEdit = async (
  record: EditRecord,
  { workflow, log }: Pick<RecoverDeps, 'workflow' | 'log'>,
): Promise<void> => {
  try {
    await workflow.start(record.editId, record.runs);
  } catch (error) {
    log.error('the workflow did not start; recover will start it', { editId: record.editId, error });
  }
};

/** Makes sure of an edit that somebody asked for again: it goes on, if it has not ended. */
export const makeSureOf = async (existing: EditRecord, deps: RecoverDeps): Promise<void> => {
  // Nobody has touched it: whoever put it may have died before the start, or it is our own put, whose answer was
  // lost. Starting it twice is starting it once.
  if (existing.sequence === 1) return startEdit(existing, deps);
  try {
    await recoverEdit(existing, 'late', deps);
  } catch (error) {
    deps.log.warn('the workflow of a repeated edit was not made sure of', { editId: existing.editId, error });
  }
};
