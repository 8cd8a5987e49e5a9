import { json, problem, type Endpoint } from '../adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { askToDelete, finishDeleting, type DeletingDeps } from '../core/deleting.ts';
import { isEnded, type EditRecord } from '../core/edit.ts';

export type DeleteEditDeps = DeletingDeps;

/** `DELETE /v1/edits/{edit_id}`: after the end, what it holds goes; that it was, and what it cost, stays. */
export const deleteEdit =
  (deps: DeleteEditDeps): Endpoint =>
  async (request) => {
    const { edits, clock } = deps;
    const found = await ownEdit(request, edits);
    if (found === undefined) return noSuchEdit(request);
    if (!isEnded(found)) return problem('not_ended', whatFirst(found), { editId: found.editId });
    const marked = await edits.change(found, (current) => askToDelete(current, clock.now()));
    const record = await finishDeleting(marked, deps);
    // Not gone yet: notices that wait go out first, and the sweep finishes it.
    return json(record.deletedAt === undefined ? 202 : 200, toEditBody(record, record.request));
  };

const whatFirst = ({ status }: EditRecord): string =>
  status === 'uncertain'
    ? 'Its outcome is unknown: resolve it first.'
    : `It is ${status}: cancel it, or wait for its end.`;
