import { told } from './delivering.ts';
import { changedDelivery, type DeliveryRecord } from './delivery.ts';
import type { Millis } from './edit.ts';
import type { Patience } from './patience.ts';
import type { Clock, Log } from './ports.ts';
import type { Deliveries, DeliveryRuns, Undeliverables } from './webhooks.ts';
import { patienceWithRun, promptRuns, type RecoverScope } from './recovering.ts';

/** What it takes to change a delivery, and to tell that it is undeliverable. */
export interface DeliveryDeps {
  readonly deliveries: Deliveries;
  readonly undeliverables: Undeliverables;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells that a delivery is undeliverable, where nobody was told yet. What cannot be told stays on record, for whoever
 * comes next. @returns the record as it stands afterwards
 */
export const tellUndeliverable = async (
  record: DeliveryRecord,
  { deliveries, undeliverables, clock, log }: DeliveryDeps,
): Promise<DeliveryRecord> => {
  const { editId, deliveryId, untold } = record;
  if (untold === undefined) return record;
  try {
    if (!(await undeliverables.tell(record))) return record;
  } catch (error) {
    log.warn('it was not told that a delivery is undeliverable', { editId, deliveryId, error });
    return record;
  }
  return deliveries.change(record, (current) =>
    current.untold?.id === untold.id ? told(current, clock.now()) : undefined,
  );
};

export type DeliveryScope = Exclude<RecoverScope, 'turn'>;

/** The delivery with its next run counted, or undefined when it needs no new execution. */
export const nextDeliveryRun = (
  record: DeliveryRecord,
  scope: DeliveryScope,
  now: Millis,
  { recoverGraceSeconds }: Patience,
): DeliveryRecord | undefined => {
  const { status, dueAt, runs } = record;
  if (status !== 'pending' || dueAt === undefined) return undefined;
  if (scope === 'late' && dueAt + recoverGraceSeconds * 1_000 > now) return undefined;
  if (typeof scope === 'object' && (scope.deadRun !== runs || runs > promptRuns)) return undefined;
  // Whoever made an attempt is dead.
  const claimedUntil = scope === 'orphaned' ? undefined : record.claimedUntil;
  // A run that works sleeps until the next attempt, and is not joined by others before it.
  const nextDue = Math.max(now + patienceWithRun(runs), record.nextAttemptAt ?? 0);
  return changedDelivery(record, { runs: runs + 1, claimedUntil, dueAt: nextDue }, now);
};

export interface RecoverDeliveryDeps extends DeliveryDeps {
  readonly deliveryRuns: DeliveryRuns;
  readonly patience: Patience;
}

/** @returns whether a new execution was started */
export const recoverDelivery = async (
  record: DeliveryRecord,
  scope: DeliveryScope,
  deps: RecoverDeliveryDeps,
): Promise<boolean> => {
  const { deliveries, deliveryRuns, clock, patience } = deps;
  if (record.status !== 'pending') {
    await tellUndeliverable(record, deps);
    return false;
  }
  let run: number | undefined;
  const counted = await deliveries.change(record, (current) => {
    const next = nextDeliveryRun(current, scope, clock.now(), patience);
    // As with an edit's: only the answer to the write was lost, or somebody else starts the same one.
    run = next?.runs ?? (current.runs === run ? run : undefined);
    return next;
  });
  if (run === undefined) return false;
  try {
    await deliveryRuns.start(counted, run);
  } catch (error) {
    await deliveries.change(counted, (current) =>
      current.runs === run ? changedDelivery(current, { dueAt: clock.now() }, clock.now()) : undefined,
    );
    throw error;
  }
  return true;
};
