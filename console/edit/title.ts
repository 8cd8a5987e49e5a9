import type { EditBody } from '../../lambdas/contract/edit.ts';

const mostCharacters = 90;

/** An edit by its prompt, as short as a heading has to be. */
export const titleOf = ({ request, edit_id: id }: Pick<EditBody, 'request' | 'edit_id'>): string => {
  if (request === undefined) return `Deleted edit ${id}`;
  const line = request.prompt.trim().replace(/\s+/gu, ' ');
  if (line.length <= mostCharacters) return line;
  const cut = line.slice(0, mostCharacters);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), mostCharacters / 2)).trimEnd()}…`;
};
