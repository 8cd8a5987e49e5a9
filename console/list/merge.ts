import type { EditBody } from '../../lambdas/contract/edit.ts';

/** All edits that are known, each as it was seen last, newest first. An answer that was overtaken takes nothing back. */
export const merged = (known: readonly EditBody[], seen: readonly EditBody[]): readonly EditBody[] => {
  const byId = new Map(known.map((edit) => [edit.edit_id, edit]));
  for (const edit of seen) {
    const before = byId.get(edit.edit_id);
    if (before === undefined || edit.sequence >= before.sequence) byId.set(edit.edit_id, edit);
  }
  return [...byId.values()].sort(newestFirst);
};

const newestFirst = (a: EditBody, b: EditBody): number =>
  b.created_at.localeCompare(a.created_at) || b.edit_id.localeCompare(a.edit_id);

/** Whether an edit has all the words that are looked for, in its prompt, id, owner's metadata or error. */
export const isFound = (edit: EditBody, text: string): boolean => {
  const within = [
    edit.edit_id,
    edit.request?.prompt ?? '',
    edit.provider_request_id ?? '',
    edit.error?.message ?? '',
    ...Object.entries(edit.metadata).flat(),
  ]
    .join('\n')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => within.includes(word));
};
