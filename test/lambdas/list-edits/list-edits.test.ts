import { describe, expect, it } from '@jest/globals';
import { editPageSchema } from '../../../lambdas/contract/edit.ts';
import { listEdits } from '../../../lambdas/list-edits/list-edits.ts';
import { apiRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeEdits } from '../../fakes/edits.ts';
import { anEdit } from '../core/an-edit.ts';

const records = Array.from({ length: 25 }, (_, place) =>
  anEdit({ editId: editId(place), createdAt: place, status: place % 5 === 0 ? 'failed' : 'completed' }),
);
const edits = fakeEdits(...records, anEdit({ editId: editId(99), owner: 'somebody else' }));
const deps = { ...fakeDeps(), edits };
const list = async (query: Record<string, string> = {}, owner = 'owner') =>
  listEdits(deps)(apiRequest({ owner, query }));
const pageOf = async (query?: Record<string, string>, owner?: string) =>
  editPageSchema.parse(JSON.parse((await list(query, owner)).body));

describe('GET /v1/edits', () => {
  it('answers with the newest 20 and a cursor to the others', async () => {
    const first = await pageOf();
    expect(first.edits.map((edit) => edit.edit_id)).toEqual(
      records
        .slice(5)
        .map((record) => record.editId)
        .toReversed(),
    );
    const second = await pageOf({ cursor: first.cursor ?? '' });
    expect(second.edits).toHaveLength(5);
    expect(second).not.toHaveProperty('cursor');
  });

  it('answers with as many of a status as are asked for', async () => {
    const page = await pageOf({ status: 'failed', limit: '3' });
    expect(page.edits.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    expect(page.cursor).toEqual(expect.any(String));
  });

  it('fault 8: answers nobody with another’s edits', async () => {
    expect((await pageOf({}, 'somebody else')).edits.map((edit) => edit.edit_id)).toEqual([editId(99)]);
    expect(await pageOf({}, 'nobody')).toEqual({ edits: [] });
  });

  it.each<[Record<string, string>, string]>([
    [{ status: 'done' }, 'status'],
    [{ status: '' }, 'status'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ limit: 'many' }, 'limit'],
    [{ limit: '' }, 'limit'],
    [{ limit: '1,2' }, 'limit'],
    [{ cursor: 'made up' }, 'cursor'],
    [{ cursor: 'x'.repeat(1_025) }, 'cursor'],
  ])('refuses %j, naming it', async (query, path) => {
    const { status, code, errors } = problemIn(await list(query));
    expect([status, code]).toEqual([400, 'invalid_query']);
    expect(errors).toMatchObject([{ path }]);
  });

  it('refuses a parameter that it does not know, naming it', async () => {
    const { errors } = problemIn(await list({ offset: '3' }));
    expect(errors?.map(({ message }) => message).join()).toContain('offset');
  });

  it('fault 73: refuses a cursor of another owner', async () => {
    const { cursor = '' } = await pageOf({ limit: '1' });
    expect(problemIn(await list({ cursor }, 'somebody else'))).toMatchObject({
      code: 'invalid_query',
      errors: [{ path: 'cursor' }],
    });
  });

  it('answers an operator with anybody’s edits, by their owner, and with their own otherwise', async () => {
    const asked = async (query: Record<string, string>) =>
      editPageSchema.parse(
        JSON.parse(
          (await listEdits(deps)(apiRequest({ owner: 'somebody else', operator: true, query }))).body,
        ),
      );
    expect((await asked({ owner: 'owner' })).edits).toHaveLength(20);
    expect((await asked({})).edits.map(({ owner }) => owner)).toEqual(['somebody else']);
  });

  it('fault 8: refuses another’s edits by their owner to whoever is no operator', async () => {
    expect(problemIn(await list({ owner: 'somebody else' }))).toMatchObject({
      code: 'invalid_query',
      errors: [{ path: 'owner' }],
    });
    expect((await pageOf({ owner: 'owner' })).edits).toHaveLength(20);
  });

  it('does not take a broken table for a broken cursor', async () => {
    const broken = {
      ...edits,
      list: async () => {
        throw new Error('the table is gone');
      },
    };
    await expect(listEdits({ ...deps, edits: broken })(apiRequest())).rejects.toThrow('the table is gone');
  });
});
