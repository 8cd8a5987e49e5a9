import * as z from 'zod';

const causeSchema = z.union([
  z.object({ 'detail-type': z.literal('Scheduled Event') }).transform(() => 'sweep' as const),
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html: one object, its key as it is.
  z
    .object({
      'detail-type': z.literal('Object Created'),
      detail: z.object({
        object: z.object({ key: z.string().min(1), size: z.number(), etag: z.string() }),
      }),
    })
    .transform(({ detail: { object } }) => ({ key: object.key, sizeBytes: object.size, etag: object.etag })),
]);

/** Why `accept-upload` is called: something was put into the inbox, or it is time for a sweep. */
export const inboxCause = (event: unknown): z.output<typeof causeSchema> => causeSchema.parse(event);
