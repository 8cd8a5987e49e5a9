import * as z from 'zod';
import { noticeTypeSchema, type EventDetail, type NoticeType } from '../../contract/events.ts';

// Lenient: an event that a later version told must not stop this one.
const schema = z.object({
  'detail-type': noticeTypeSchema,
  'replay-name': z.string().optional(),
  detail: z.looseObject({
    id: z.string().regex(/^nt_[0-9a-f]{32}$/u),
    sequence: z.int(),
    occurred_at: z.string(),
    edit: z.looseObject({ edit_id: z.string(), outputs: z.array(z.looseObject({ key: z.string() })) }),
  }),
});

export interface ToldEvent {
  readonly type: NoticeType;
  /** As it was told, with whatever it holds. */
  readonly detail: EventDetail;
  readonly replayed: boolean;
}

/** One of our events as the bus hands it on. @throws ZodError where it is none that is told by webhooks */
export const toldEvent = (event: unknown): ToldEvent => {
  const { 'detail-type': type, 'replay-name': replay } = schema.parse(event);
  // Not what the schema made of it: that has its fields in another order.
  const { detail } = event as { readonly detail: EventDetail };
  return { type, detail, replayed: replay !== undefined };
};
