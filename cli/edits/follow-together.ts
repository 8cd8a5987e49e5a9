import pLimit from 'p-limit';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { createBoard } from '../output/board.ts';
import { hasEnded } from '../output/estimate.ts';
import type { FollowDeps } from './follow-edit.ts';

/** How many are looked at side by side; the others' turn comes as these end. */
export const mostFollowed = 100;

/** Stays with several edits until each has ended or is uncertain. @returns them, in their order */
export const followTogether = async (
  edits: readonly EditBody[],
  { client, screen, signal, seconds, seen }: FollowDeps,
): Promise<readonly EditBody[]> => {
  const board = createBoard({ names: edits.map((_edit, n) => `${n + 1}`), screen, seconds });
  const limit = pLimit(mostFollowed);
  const follow = async (first: EditBody, n: number): Promise<EditBody> => {
    let edit = first;
    const show = (now: EditBody): void => {
      edit = now;
      board.see(n, now);
      seen?.(now);
    };
    show(first);
    if (hasEnded(first)) return first;
    for await (const changed of client.edits.watch(first.edit_id, { signal })) show(changed);
    signal.throwIfAborted();
    return edit;
  };
  try {
    return await Promise.all(edits.map(async (edit, n) => limit(async () => follow(edit, n))));
  } finally {
    board.end();
  }
};
