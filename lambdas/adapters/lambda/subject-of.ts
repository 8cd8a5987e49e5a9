import * as z from 'zod';
import { deliverySchema } from '../../contract/delivery.ts';
import { editSchema } from '../../contract/edit.ts';
import type { Subject } from '../../core/ports.ts';

// Whatever else it is, a function is called with it: what is no id of ours is as if it were not there.
const ids = z.object({
  edit_id: editSchema.shape.edit_id.optional().catch(undefined),
  delivery_id: deliverySchema.shape.delivery_id.optional().catch(undefined),
});
const event = z.object({ detail: z.object({ edit: ids }) });
const called = z.union([event.transform(({ detail }) => detail.edit), ids]).catch({});

/** Whom a call concerns, by its input alone: by the path of a request, the input of a state, or an event of the bus. */
export const subjectOf = (input: unknown): Subject => {
  const { edit_id: editId, delivery_id: deliveryId } = called.parse(input);
  return editId === undefined ? {} : { editId, ...(deliveryId === undefined ? {} : { deliveryId }) };
};
