import * as z from 'zod';
import { json, problem, type Endpoint } from '../adapters/http/api.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { editStatusSchema } from '../contract/edit.ts';
import { InvalidCursor } from '../core/errors.ts';
import { outlooks, type OutlookDeps } from '../core/looking-ahead.ts';
import type { EditPage, EditQuery, Edits } from '../core/ports.ts';

export interface ListEditsDeps extends OutlookDeps {
  readonly edits: Edits;
}

const querySchema = z.strictObject({
  status: editStatusSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(1_024).optional(),
  owner: z.string().min(1).max(2_048).optional(),
});

/** `GET /v1/edits?status=&limit=&cursor=`: the caller's edits, newest first; `owner=` for operators. */
export const listEdits =
  (deps: ListEditsDeps): Endpoint =>
  async ({ owner, operator, query }) => {
    const parsed = querySchema.safeParse(query);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      return problem('invalid_query', 'See errors.', { errors });
    }
    if (parsed.data.owner !== undefined && parsed.data.owner !== owner && !operator) {
      const errors = [
        { path: 'owner', message: 'is for operators of the stage: leave it out for your own edits' },
      ];
      return problem('invalid_query', 'See errors.', { errors });
    }
    const page = await pageOf(deps.edits, { ...parsed.data, owner: parsed.data.owner ?? owner });
    if (page instanceof InvalidCursor) {
      return problem('invalid_query', 'See errors.', {
        errors: [{ path: 'cursor', message: 'is not one that this list handed out: start without it' }],
      });
    }
    const ahead = await outlooks(page.edits, deps);
    return json(200, {
      edits: page.edits.map((record, place) => toEditBody(record, record.request, ahead[place])),
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    });
  };

const pageOf = async (edits: Edits, query: EditQuery): Promise<EditPage | InvalidCursor> => {
  try {
    return await edits.list(query);
  } catch (error) {
    if (error instanceof InvalidCursor) return error;
    throw error;
  }
};
