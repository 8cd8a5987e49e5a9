import { toldEvent } from '../adapters/wire/told-event.ts';
import { newDelivery, receiversOf, type NewDelivery, type Receiver } from '../core/delivery.ts';
import type { EditRecord } from '../core/edit.ts';
import type { Clock, Edits, Log } from '../core/ports.ts';
import type { Deliveries, DeliveryRuns } from '../core/webhooks.ts';

export interface StartDeliveriesDeps {
  readonly edits: Pick<Edits, 'get'>;
  readonly deliveries: Pick<Deliveries, 'create' | 'removeAll'>;
  readonly deliveryRuns: DeliveryRuns;
  /** Those of the stage: told of every edit. */
  readonly receivers: readonly Receiver[];
  readonly clock: Clock;
  readonly log: Log;
}

export interface Started {
  /** How many deliveries were begun, or made sure of. */
  readonly started: number;
}

/**
 * Begins a delivery to everybody who is to be told of an event. Called again for the same event it begins nothing
 * twice, and makes sure of what was lost on its way.
 */
export const startDeliveries =
  (deps: StartDeliveriesDeps) =>
  async (input: unknown): Promise<Started> => {
    const { edits, deliveries, receivers, log } = deps;
    const event = toldEvent(input);
    // What an archive plays again was told long ago.
    if (event.replayed) return { started: 0 };
    const { type, detail } = event;
    const editId = detail.edit.edit_id;
    const record = await edits.get(editId);
    if (record === undefined || isGoing(record)) {
      log.info('nobody is told of an edit that is gone', { editId, type });
      return { started: 0 };
    }
    const wanted = receiversOf(record, type, receivers).map((each) => ({ ...each, editId, type, detail }));
    const begun = await Promise.allSettled(wanted.map(async (delivery) => begin(delivery, deps)));
    // Deleted meanwhile: the mark of it is older than these deliveries, or else they are removed with it.
    const after = wanted.length === 0 ? record : await edits.get(editId);
    if (after === undefined || isGoing(after)) {
      await deliveries.removeAll(editId);
      return { started: 0 };
    }
    for (const each of begun) if (each.status === 'rejected') throw each.reason;
    return { started: begun.length };
  };

const isGoing = ({ deleteRequestedAt }: EditRecord): boolean => deleteRequestedAt !== undefined;

const begin = async (
  delivery: NewDelivery,
  { deliveries, deliveryRuns, clock }: StartDeliveriesDeps,
): Promise<void> => {
  const record = newDelivery(delivery, clock.now());
  const existing = await deliveries.create(record);
  // Begun before: perhaps by a caller that died before the start. Starting it twice is starting it once.
  if (existing === undefined || existing.status === 'pending') {
    await deliveryRuns.start(record, existing?.runs ?? record.runs);
  }
};
