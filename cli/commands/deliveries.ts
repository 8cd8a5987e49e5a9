import type { DeliveryBody } from '../../client/client.ts';
import { usageError } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { shortened } from '../output/printable.ts';
import { deliverySchema } from '../../lambdas/contract/delivery.ts';
import { editIdFrom } from '../request/edit-id.ts';
import type { Session } from '../session.ts';

/** `reshoot deliveries`: what webhooks were told of an edit. */
export const deliveries = async (id: string, { client, screen, signal }: Session): Promise<Exit> => {
  const found = await client.deliveries.list(editIdFrom(id), { signal });
  for (const delivery of found.deliveries) screen.result(lineOf(delivery), delivery);
  if (found.deliveries.length === 0) screen.say('no webhook was told of it');
  return 'ok';
};

/** `reshoot resend`: tells a receiver again. */
export const resend = async (
  id: string,
  deliveryId: string,
  { client, screen, signal }: Session,
): Promise<Exit> => {
  const editId = editIdFrom(id);
  if (!deliverySchema.shape.delivery_id.safeParse(deliveryId).success)
    throw usageError(
      `${deliveryId} is no id of a delivery: it reads dl_ and 32 characters`,
      `Find it with \`reshoot deliveries ${editId}\`.`,
    );
  const delivery = await client.deliveries.resend(editId, deliveryId, { signal });
  screen.result(lineOf(delivery), delivery);
  return 'ok';
};

const lineOf = ({ delivery_id: id, type, status, url, attempts }: DeliveryBody): string => {
  const last = attempts.at(-1);
  const answer =
    last?.error ?? (last?.status_code === undefined ? undefined : `answered ${last.status_code}`);
  const tries = `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`;
  return [
    id,
    status,
    type,
    shortened(url, 200),
    tries,
    ...(answer === undefined ? [] : [shortened(answer, 200)]),
  ].join('  ');
};
