import type { EditBody } from '../../client/client.ts';
import { endingOf, leftBehind } from '../edits/ending.ts';
import { followEdit } from '../edits/follow-edit.ts';
import { followTogether } from '../edits/follow-together.ts';
import { exitOfAll, exitOfStatus, type Exit } from '../exit-codes.ts';
import { editIdFrom } from '../request/edit-id.ts';
import type { Session } from '../session.ts';

/** `reshoot watch`: follows edits until each has ended or is uncertain. With --json, a line for each change. */
export const watch = async (ids: readonly string[], session: Session): Promise<Exit> => {
  const { client, screen, signal } = session;
  const editIds = [...new Set(ids.map(editIdFrom))];
  try {
    // An API that is not there, or an edit, is told of at once: following waits such things out.
    const edits = await Promise.all(editIds.map(async (id) => client.edits.get(id, { signal })));
    const seen = (edit: EditBody): void => {
      if (screen.json) screen.result('', edit);
    };
    const [first, ...others] = edits;
    const last =
      first !== undefined && others.length === 0
        ? [await followEdit(first, { ...session, seen })]
        : await followTogether(edits, { ...session, seen });
    for (const edit of last) {
      if (!screen.json) screen.result(`${edit.edit_id}  ${edit.status}`, edit);
      const ending = endingOf(edit);
      if (ending !== undefined) screen.say(ending);
    }
    return exitOfAll(last.map(({ status }) => exitOfStatus[status]));
  } catch (error) {
    if (signal.aborted) throw leftBehind(editIds);
    throw error;
  }
};
