import { DeliveryNotFound } from '../core/errors.ts';
import type { Meter } from '../core/ports.ts';
import { recoverDelivery, type RecoverDeliveryDeps } from '../core/recovering-deliveries.ts';

export interface RecoveredDeliveries {
  readonly started: number;
  readonly failed: number;
}

type Deps = RecoverDeliveryDeps & {
  /** @default - nothing is measured */
  readonly meter?: Meter | undefined;
};

/**
 * Picks up every delivery that nobody touched when it was due: starts its next execution, and tells what nobody was
 * told yet. One that cannot be picked up does not keep the others waiting.
 */
export const recoverDeliveries =
  (deps: Deps) =>
  async (scope: 'late' | 'orphaned'): Promise<RecoveredDeliveries> => {
    const { deliveries, clock, log } = deps;
    const count = { started: 0, failed: 0 };
    const until = scope === 'orphaned' ? Number.MAX_SAFE_INTEGER : clock.now();
    for await (const record of deliveries.due(until)) {
      try {
        if (!(await recoverDelivery(record, scope, deps))) continue;
        count.started += 1;
        measure(record.editId, deps);
      } catch (error) {
        // Deleted with its edit, while it was looked at.
        if (error instanceof DeliveryNotFound) continue;
        count.failed += 1;
        const { editId, deliveryId } = record;
        log.error('a delivery could not be picked up; the next sweep tries again', {
          editId,
          deliveryId,
          error,
        });
      }
    }
    if (count.started + count.failed > 0) log.warn('deliveries were picked up', { scope, ...count });
    return count;
  };

const measure = (editId: string, { meter }: Deps): void => {
  meter?.measure({ metric: 'DeliveryRecovered', value: 1, editId });
};

export interface DeadDelivery {
  readonly editId: string;
  readonly deliveryId: string;
  readonly run: number;
}

/** Follows up on one execution that failed, timed out or was aborted. One that ended as it should is left alone. */
export const recoverDeliveryRun =
  (deps: Deps) =>
  async ({ editId, deliveryId, run }: DeadDelivery): Promise<RecoveredDeliveries> => {
    const record = await deps.deliveries.get(editId, deliveryId);
    const started = record !== undefined && (await recoverDelivery(record, { deadRun: run }, deps));
    if (started) {
      measure(editId, deps);
      deps.log.warn('a delivery was picked up from a dead execution', { editId, deliveryId, run });
    }
    return { started: started ? 1 : 0, failed: 0 };
  };
