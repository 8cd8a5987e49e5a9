import * as z from 'zod';
import type { EditRecord } from '../core/edit.ts';
import { EditNotFound } from '../core/errors.ts';
import type { Edits } from '../core/ports.ts';

// Lenient: what later versions of the state machines add must not stop this one.
const inputSchema = z.object({ edit_id: z.string() });
const deliverySchema = z.object({ edit_id: z.string(), delivery_id: z.string() });

/** The edit that a state of the workflow was entered for. @throws EditNotFound */
export const editOf = async (input: unknown, edits: Edits): Promise<EditRecord> => {
  const { edit_id: editId } = inputSchema.parse(input);
  const record = await edits.get(editId);
  if (record === undefined) throw new EditNotFound(editId);
  return record;
};

/** The delivery that a state was entered for. */
export const deliveryIdsOf = (input: unknown): { editId: string; deliveryId: string } => {
  const { edit_id: editId, delivery_id: deliveryId } = deliverySchema.parse(input);
  return { editId, deliveryId };
};
