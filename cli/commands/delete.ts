import type { Exit } from '../exit-codes.ts';
import { editIdFrom } from '../request/edit-id.ts';
import type { Session } from '../session.ts';
import { confirm } from './confirm.ts';

export interface DeleteOptions {
  readonly yes?: boolean | undefined;
}

/** `reshoot delete`: deletes what an edit left. */
export const deleteEdit = async (
  id: string,
  { yes = false }: DeleteOptions,
  session: Session,
): Promise<Exit> => {
  const editId = editIdFrom(id);
  const consequence = `Outputs, uploads and request of ${editId} go for good; that it was, and what it cost, stays.`;
  await confirm(consequence, yes, session);
  const { client, screen, signal } = session;
  const edit = await client.edits.delete(editId, { signal });
  screen.result(`${edit.edit_id}  ${edit.deleted_at === undefined ? 'being deleted' : 'deleted'}`, edit);
  return 'ok';
};
