import * as z from 'zod';
import { editSchema, editStatusSchema } from './edit.ts';
import { eventSource } from './events.ts';

const time = z.iso.datetime();

const fileSchema = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  etag: z.string().optional().describe('Of the content that was met; absent where there was none any more.'),
});

const faultSchema = z.strictObject({ path: z.string(), message: z.string() });

export const rejectedType = 'Edit Rejected';

/** Told of a file in the inbox that cannot become an edit. */
export const rejectedDetailSchema = z.strictObject({
  version: z.literal('1'),
  id: z
    .string()
    .regex(/^nt_[0-9a-f]{32}$/u)
    .describe('The same however often it is told of this content.'),
  sequence: z.literal(1),
  occurred_at: time,
  origin: fileSchema,
  message: z.string(),
  errors: z.array(faultSchema),
});

export type RejectedDetail = z.output<typeof rejectedDetailSchema>;

export const rejectedEventSchema = z.looseObject({
  source: z.literal(eventSource),
  'detail-type': z.literal(rejectedType),
  detail: rejectedDetailSchema,
});

export type RejectedEvent = z.output<typeof rejectedEventSchema>;

const common = {
  message: z.string().describe('For people.'),
  file: fileSchema,
  reported_at: time,
};

/** What lies in the outbox for each file of the inbox: JSON, for people and for programs. */
export const reportSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: editStatusSchema, ...common, video: z.string().optional(), edit: editSchema }),
  z.strictObject({ status: z.literal('rejected'), ...common, errors: z.array(faultSchema) }),
  /** A clip before its preset. */
  z.strictObject({ status: z.literal('waiting'), ...common }),
  /** A clip or picture that a manifest names. */
  z.strictObject({ status: z.literal('used'), ...common, edit_id: z.string() }),
  /** A preset that clips can be edited with. */
  z.strictObject({ status: z.literal('ready'), ...common }),
]);

export type ReportBody = z.output<typeof reportSchema>;

/** Once more, on purpose: another take of the same manifest is another edit. */
export const takeSchema = z.int().min(1).max(10_000).default(1);
