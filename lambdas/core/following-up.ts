import type { TurnDeps } from './deps.ts';
import type { EditRecord } from './edit.ts';
import { holdsSlot } from './holders.ts';
import { sendPending } from './outbox.ts';
import { settleCost } from './reserving.ts';

/**
 * What follows from a change of an edit: its slot goes back if it has no more use for it, what it cost is booked, and
 * its notices go out.
 * None of this can undo the change; what does not come off is made up for by whoever comes next.
 * @returns the record as it stands afterwards
 */
export const followUp = async (
  before: EditRecord,
  after: EditRecord,
  deps: Omit<TurnDeps, 'times' | 'slots' | 'patience'>,
): Promise<EditRecord> => {
  if (holdsSlot(before) && !holdsSlot(after)) await releaseSlot(after, deps);
  await settleCost(before, after, deps);
  return sendPending(after, deps);
};

/** Gives the edit's slot back, if it has one. */
export const releaseSlot = async (
  { editId, sentAt }: EditRecord,
  { turns, clock, log }: Pick<TurnDeps, 'turns' | 'clock' | 'log'>,
): Promise<void> => {
  const now = clock.now();
  try {
    await turns.release(editId, now, sentAt === undefined ? undefined : (now - sentAt) / 1_000);
  } catch (error) {
    log.warn('a slot was not given back; who waits for it will take it', { editId, error });
  }
};
