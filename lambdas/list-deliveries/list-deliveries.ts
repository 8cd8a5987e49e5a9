import { json, type Endpoint } from '../adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { toDeliveryBody } from '../adapters/wire/delivery.ts';
import type { Edits } from '../core/ports.ts';
import type { Deliveries } from '../core/webhooks.ts';

export interface ListDeliveriesDeps {
  readonly edits: Edits;
  readonly deliveries: Pick<Deliveries, 'list'>;
}

/** `GET /v1/edits/{edit_id}/deliveries`: what webhooks were told of it, and are still to be told. */
export const listDeliveries =
  ({ edits, deliveries }: ListDeliveriesDeps): Endpoint =>
  async (request) => {
    const record = await ownEdit(request, edits);
    if (record === undefined) return noSuchEdit(request);
    return json(200, { deliveries: (await deliveries.list(record.editId)).map(toDeliveryBody) });
  };
