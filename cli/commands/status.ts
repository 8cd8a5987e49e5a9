import type { Exit } from '../exit-codes.ts';
import { editText } from '../output/edit-text.ts';
import { editIdFrom } from '../request/edit-id.ts';
import type { Session } from '../session.ts';

/** `reshoot status`: an edit as it stands. */
export const status = async (id: string, { client, screen, signal }: Session): Promise<Exit> => {
  const edit = await client.edits.get(editIdFrom(id), { signal });
  screen.result(editText(edit), edit);
  return 'ok';
};
