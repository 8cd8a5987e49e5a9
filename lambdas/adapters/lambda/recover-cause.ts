import { z } from 'zod';

const causeSchema = z.union([
  z.object({ 'detail-type': z.literal('Scheduled Event') }).transform(() => 'sweep' as const),
  z
    .object({
      'detail-type': z.literal('Step Functions Execution Status Change'),
      detail: z.object({ name: z.string().regex(/^ed_[a-z2-7]{26}-\d+$/u) }),
    })
    .transform(({ detail: { name } }) => {
      const [editId = '', run] = name.split('-');
      return { editId, run: Number(run) };
    }),
]);

/** Why `recover` is called: it is time for a sweep, or an execution ended otherwise than it should. */
export const recoverCause = (event: unknown): z.output<typeof causeSchema> => causeSchema.parse(event);
