import * as z from 'zod';
import { editSchema } from './edit.ts';

export const eventSource = 'reshoot';

export const noticeTypeSchema = z.enum([
  'Edit Submitted',
  'Edit Completed',
  'Edit Failed',
  'Edit Cancelled',
  'Edit Uncertain',
  'Edit Overdue',
]);

export type NoticeType = z.output<typeof noticeTypeSchema>;

/** What a webhook is told where nobody chose: how an edit ends, and what somebody may have to see to. */
export const usualWebhookNotices = noticeTypeSchema.options.filter((type) => type !== 'Edit Submitted');

/** The `detail` of every event. Told at least once: `id` drops doubles, `sequence` orders. */
export const eventDetailSchema = z.strictObject({
  version: z.literal('1'),
  id: z
    .string()
    .regex(/^nt_[0-9a-f]{32}$/u)
    .describe('The same however often the notice is sent.'),
  sequence: z.int().positive(),
  occurred_at: z.iso.datetime(),
  edit: editSchema,
});

export type EventDetail = z.output<typeof eventDetailSchema>;

/** The part of an EventBridge event that is ours; the bus adds id, time, account and region. */
export const eventSchema = z.looseObject({
  source: z.literal(eventSource),
  'detail-type': noticeTypeSchema,
  detail: eventDetailSchema,
});

export type ReshootEvent = z.output<typeof eventSchema>;
