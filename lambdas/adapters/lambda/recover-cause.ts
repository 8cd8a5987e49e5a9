import * as z from 'zod';
import { deliveryIdsOf } from '../workflow-input.ts';

const died = <Detail extends z.ZodType>(detail: Detail) =>
  z.object({ 'detail-type': z.literal('Step Functions Execution Status Change'), detail });

const nameOf = (name: string): [subject: string, run: number] => {
  const [subject = '', run] = name.split('-');
  return [subject, Number(run)];
};

const causeSchema = z.union([
  z.object({ 'detail-type': z.literal('Scheduled Event') }).transform(() => 'sweep' as const),
  died(z.object({ name: z.string().regex(/^ed_[a-z2-7]{26}-\d+$/u) })).transform(({ detail: { name } }) => {
    const [editId, run] = nameOf(name);
    return { editId, run };
  }),
  // Its name does not say whose delivery it is; its input does.
  died(z.object({ name: z.string().regex(/^dl_[0-9a-f]{32}-\d+$/u), input: z.string() })).transform(
    ({ detail: { name, input } }) => {
      const [deliveryId, run] = nameOf(name);
      return { ...deliveryIdsOf(JSON.parse(input)), deliveryId, run };
    },
  ),
]);

/** Why `recover` is called: it is time for a sweep, or an execution ended otherwise than it should. */
export const recoverCause = (event: unknown): z.output<typeof causeSchema> => causeSchema.parse(event);
