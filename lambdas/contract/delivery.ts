import * as z from 'zod';
import { eventDetailSchema, eventSource, noticeTypeSchema } from './events.ts';
import { urlSchema, type UrlPolicy } from './urls.ts';

const time = z.iso.datetime();

export const deliveryStatusSchema = z.enum(['pending', 'delivered', 'undeliverable']);

const attemptSchema = z.strictObject({
  at: time,
  status_code: z.int().optional().describe('As the receiver answered, where it did.'),
  error: z.string().optional().describe('Why it is no delivery.'),
  took_ms: z.int().nonnegative(),
});

/** One notice on its way to one receiver, as the owner of the edit sees it. */
export const deliverySchema = z.strictObject({
  delivery_id: z.string().regex(/^dl_[0-9a-f]{32}$/u),
  notice_id: z
    .string()
    .regex(/^nt_[0-9a-f]{32}$/u)
    .describe('The `webhook-id` of every attempt.'),
  type: noticeTypeSchema,
  url: z.string().describe('Without its query; of a receiver of the whole stage, the origin.'),
  status: deliveryStatusSchema,
  attempts: z.array(attemptSchema).describe('The last 100, oldest first.'),
  next_attempt_at: time.optional(),
  created_at: time,
  delivered_at: time.optional(),
});

export type DeliveryBody = z.output<typeof deliverySchema>;

export const deliveryListSchema = z.strictObject({ deliveries: z.array(deliverySchema) });

export type DeliveryListBody = z.output<typeof deliveryListSchema>;

/** The body of `POST /v1/webhooks/test`. */
export const webhookTestRequestSchema = (policy: UrlPolicy) =>
  z.strictObject({ url: urlSchema({ ...policy, s3: false }).describe('Where the test goes, at once.') });

export const webhookTestSchema = z.strictObject({
  delivered: z.boolean(),
  ...attemptSchema.omit({ at: true }).shape,
});

export type WebhookTestBody = z.output<typeof webhookTestSchema>;

export const undeliverableType = 'Webhook Undeliverable';

/** Told on the bus, and never by a webhook, when a receiver was tried for the last time. */
export const undeliverableEventSchema = z.looseObject({
  source: z.literal(eventSource),
  'detail-type': z.literal(undeliverableType),
  detail: eventDetailSchema.extend({ delivery: deliverySchema }),
});

export type UndeliverableEvent = z.output<typeof undeliverableEventSchema>;
