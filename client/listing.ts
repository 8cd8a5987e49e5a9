import type { EditBody, EditPageBody } from '../lambdas/contract/edit.ts';

/** Every edit of every page, each page once it is needed. @param page the one after a cursor, or the first */
export async function* listing(
  page: (cursor: string | undefined) => Promise<EditPageBody>,
  from: string | undefined,
): AsyncGenerator<EditBody, undefined> {
  let cursor = from;
  do {
    const { edits, cursor: next } = await page(cursor);
    yield* edits;
    cursor = next;
  } while (cursor !== undefined);
}
