import type { DeliveryBody, UndeliverableEvent, WebhookTestBody } from '../../contract/delivery.ts';
import type { Attempt, DeliveryRecord } from '../../core/delivery.ts';
import type { Posted } from '../../core/webhooks.ts';
import { iso, optional, optionalTime, withoutQuery } from './fields.ts';

/** A delivery as the owner of its edit sees it. */
export const toDeliveryBody = (delivery: DeliveryRecord): DeliveryBody => ({
  delivery_id: delivery.deliveryId,
  notice_id: delivery.noticeId,
  type: delivery.type,
  // Paths of such addresses are often secrets: those of the stage are not its callers'.
  url: delivery.receiver === 'edit' ? withoutQuery(delivery.url) : new URL(delivery.url).origin,
  status: delivery.status,
  attempts: delivery.attempts.map(toAttemptBody),
  ...optionalTime('next_attempt_at', delivery.nextAttemptAt),
  created_at: iso(delivery.createdAt),
  ...optionalTime('delivered_at', delivery.deliveredAt),
});

const toAttemptBody = ({ at, statusCode, error, tookMs }: Attempt): DeliveryBody['attempts'][number] => ({
  at: iso(at),
  ...optional('status_code', statusCode),
  ...optional('error', error),
  took_ms: tookMs,
});

/** What the bus carries of a delivery that will not be tried again; undefined where that was told. */
export const toUndeliverableDetail = (delivery: DeliveryRecord): UndeliverableEvent['detail'] | undefined =>
  delivery.untold && {
    version: '1',
    id: delivery.untold.id,
    sequence: delivery.detail.sequence,
    occurred_at: iso(delivery.untold.occurredAt),
    edit: delivery.detail.edit,
    delivery: toDeliveryBody(delivery),
  };

export const toWebhookTestBody = ({ statusCode, error, tookMs }: Posted): WebhookTestBody => ({
  delivered: error === undefined,
  ...optional('status_code', statusCode),
  ...optional('error', error),
  took_ms: Math.round(tookMs),
});
