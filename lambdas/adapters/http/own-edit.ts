import type { EditRecord } from '../../core/edit.ts';
import type { Edits } from '../../core/ports.ts';
import { problem, type ApiRequest, type ApiResponse } from './api.ts';

/** The edit that the path names, if it is the caller's; another owner's does not exist for them, but for operators. */
export const ownEdit = async (
  { owner, operator, path }: ApiRequest,
  edits: Pick<Edits, 'get'>,
): Promise<EditRecord | undefined> => {
  const editId = path['edit_id'] ?? '';
  if (!/^ed_[a-z2-7]{26}$/u.test(editId)) return undefined;
  const record = await edits.get(editId);
  return operator || record?.owner === owner ? record : undefined;
};

export const noSuchEdit = ({ path }: ApiRequest): ApiResponse =>
  problem('not_found', `There is no edit ${(path['edit_id'] ?? '').slice(0, 64)}.`);
