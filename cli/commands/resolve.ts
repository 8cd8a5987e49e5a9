import { resolveRequestSchema, type ResolveRequestBody } from '../../lambdas/contract/edit.ts';
import { usageError } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { editIdFrom } from '../request/edit-id.ts';
import type { Session } from '../session.ts';
import { confirm } from './confirm.ts';

export interface ResolveOptions {
  readonly yes?: boolean | undefined;
}

/** `reshoot resolve`: settles an uncertain edit. */
export const resolve = async (
  id: string,
  action: string,
  requestId: string | undefined,
  { yes = false }: ResolveOptions,
  session: Session,
): Promise<Exit> => {
  const editId = editIdFrom(id);
  const how = howFrom(action, requestId);
  if (how.action === 'resubmit')
    await confirm(
      `${editId} is sent to the provider once more and paid for: should the provider have taken it before, it is paid for twice.`,
      yes,
      session,
    );
  const { client, screen, signal } = session;
  const edit = await client.edits.resolve(editId, how, { signal });
  screen.result(`${edit.edit_id}  ${edit.status}`, edit);
  if (edit.status !== 'failed') screen.say(`follow it: reshoot watch ${edit.edit_id}`);
  return 'ok';
};

const howFrom = (action: string, requestId: string | undefined): ResolveRequestBody => {
  const ways = 'adopt REQUEST_ID, resubmit or abandon';
  if (action === 'adopt' && requestId === undefined)
    throw usageError('adopt needs the REQUEST_ID of the job, as the account at the provider shows it');
  if (action !== 'adopt' && requestId !== undefined) throw usageError(`${action} takes no REQUEST_ID`);
  const { data, error } = resolveRequestSchema.safeParse(
    action === 'adopt' ? { action, request_id: requestId } : { action },
  );
  if (data !== undefined) return data;
  if (action !== 'adopt') throw usageError(`${action} is none of the ways to resolve an edit: ${ways}`);
  throw usageError(`REQUEST_ID ${error.issues.map(({ message }) => message).join(', ')}`);
};
