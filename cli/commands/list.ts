import { editStatusSchema } from '../../lambdas/contract/edit.ts';
import { usageError } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { listLine } from '../output/edit-text.ts';
import type { Session } from '../session.ts';

export interface ListOptions {
  readonly status?: string | undefined;
  readonly limit?: string | undefined;
  readonly all?: boolean | undefined;
}

const usualLimit = 20;
/** As the API gives on one page. */
const largestPage = 100;

/** `reshoot list`: edits, newest first. */
export const list = async (options: ListOptions, columns: number, session: Session): Promise<Exit> => {
  const { client, screen, signal } = session;
  const status = statusOf(options.status);
  const limit = options.all === true ? Infinity : limitOf(options.limit);
  let shown = 0;
  for await (const edit of client.edits.all({ status, limit: Math.min(limit, largestPage) }, { signal })) {
    screen.result(listLine(edit, columns), edit);
    shown += 1;
    if (shown === limit) break;
  }
  if (shown === limit) screen.say(`these are the newest ${limit}: --limit or --all shows more`);
  if (shown === 0) screen.say(status === undefined ? 'no edits yet' : `no edit is ${status}`);
  return 'ok';
};

const statusOf = (text: string | undefined) => {
  if (text === undefined) return undefined;
  const parsed = editStatusSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw usageError(`--status must be one of ${editStatusSchema.options.join(', ')}, and is ${text}`);
};

const limitOf = (text: string | undefined): number => {
  if (text === undefined) return usualLimit;
  if (!/^[1-9]\d{0,5}$/u.test(text))
    throw usageError(`--limit must be a whole number from 1 to 999999, and is ${text}`);
  return Number(text);
};
