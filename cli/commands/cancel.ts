import type { Exit } from '../exit-codes.ts';
import { editIdFrom } from '../request/edit-id.ts';
import type { Session } from '../session.ts';

/** `reshoot cancel`: cancels an edit that can still be cancelled. */
export const cancel = async (id: string, { client, screen, signal }: Session): Promise<Exit> => {
  const edit = await client.edits.cancel(editIdFrom(id), { signal });
  screen.result(`${edit.edit_id}  ${edit.status}`, edit);
  if (edit.status !== 'cancelled')
    screen.say(`it is being cancelled; how that ends: reshoot watch ${edit.edit_id}`);
  return 'ok';
};
