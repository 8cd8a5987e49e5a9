import type { Patience } from './patience.ts';
import type { Edits, SetAside } from './ports.ts';
import { reopen, type SettlingDeps } from './reserving.ts';
import { toBook } from './spending.ts';
import type { EditRecord, Micros } from './edit.ts';

export interface RecoverBudgetDeps extends SettlingDeps {
  readonly edits: Edits;
  readonly patience: Patience;
}

/**
 * Settles what somebody died with: amounts of edits that have ended, and amounts that were set aside for a sending
 * that did not come about. @returns how many
 */
export const recoverBudget = async (deps: RecoverBudgetDeps): Promise<number> => {
  const { budget, edits, clock, log, patience } = deps;
  if (budget === undefined) return 0;
  const now = clock.now();
  let [settled, freed] = [0, false];
  for (const entry of await budget.setAside(now)) {
    // It may be about to say so in its record.
    if (now - entry.since < patience.leaseSeconds * 1_000) continue;
    const spent = leftBehind(entry, await edits.get(entry.editId));
    if (spent === undefined || !(await budget.settle(entry.editId, entry, spent))) continue;
    log.warn('what was left in the books was settled', { editId: entry.editId, spent });
    settled += 1;
    freed ||= spent < entry.micros;
  }
  if (freed) await reopen(deps);
  return settled;
};

/** What this amount has come to, or undefined where its edit still needs it. */
export const leftBehind = (entry: SetAside, record: EditRecord | undefined): Micros | undefined => {
  // The edit was sent with what was set aside on another day, or never.
  if (record === undefined || record.reserved?.day !== entry.day) return 0;
  return toBook(record, entry);
};
