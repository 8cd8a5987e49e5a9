import { json, problem, type ApiRequest, type ApiResponse, type Endpoint } from '../adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { toDeliveryBody } from '../adapters/wire/delivery.ts';
import { sentAgain } from '../core/delivering.ts';
import type { DeliveryRecord } from '../core/delivery.ts';
import { DeliveryNotFound } from '../core/errors.ts';
import type { Edits } from '../core/ports.ts';
import type { DeliveryRuns } from '../core/webhooks.ts';
import { tellUndeliverable, type DeliveryDeps } from '../core/recovering-deliveries.ts';

export interface ResendDeliveryDeps extends DeliveryDeps {
  readonly edits: Edits;
  readonly deliveryRuns: DeliveryRuns;
}

/**
 * `POST /v1/edits/{edit_id}/deliveries/{delivery_id}/resend`: delivers once more, from the first attempt on, under the
 * same id. What is still pending is tried at once.
 */
export const resendDelivery =
  (deps: ResendDeliveryDeps): Endpoint =>
  async (request) => {
    const edit = await ownEdit(request, deps.edits);
    if (edit === undefined) return noSuchEdit(request);
    const deliveryId = request.path['delivery_id'] ?? '';
    const found = /^dl_[0-9a-f]{32}$/u.test(deliveryId)
      ? await deps.deliveries.get(edit.editId, deliveryId)
      : undefined;
    if (found === undefined) return noSuchDelivery(request);
    try {
      return await resend(found, deps);
    } catch (error) {
      if (error instanceof DeliveryNotFound) return noSuchDelivery(request);
      throw error;
    }
  };

const noSuchDelivery = ({ path }: ApiRequest): ApiResponse =>
  problem('not_found', `There is no delivery ${(path['delivery_id'] ?? '').slice(0, 64)} of this edit.`);

const resend = async (found: DeliveryRecord, deps: ResendDeliveryDeps): Promise<ApiResponse> => {
  const { deliveries, deliveryRuns, clock, log } = deps;
  const { editId, deliveryId } = found;
  // What the event says of the delivery is gone once that begins anew: so it is told first.
  const settled = await tellUndeliverable(found, deps);
  const record = await deliveries.change(settled, (current) =>
    current.untold === undefined ? sentAgain(current, clock.now()) : undefined,
  );
  if (record.untold !== undefined) {
    const detail = 'It is still to be told that this was undeliverable. Try again in a minute.';
    return problem('unavailable', detail, { editId, headers: { 'retry-after': '60' } });
  }
  try {
    await deliveryRuns.start(record, record.runs);
  } catch (error) {
    log.error('a delivery did not start; recover will start it', { editId, deliveryId, error });
  }
  return json(202, toDeliveryBody(record));
};
