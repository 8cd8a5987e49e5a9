import { describe, expect, it } from '@jest/globals';
import { noSuchEdit, ownEdit } from '../../../../lambdas/adapters/http/own-edit.ts';
import { apiRequest, problemIn } from '../../../fakes/api-request.ts';
import { editId } from '../../../fakes/edit-id.ts';
import { fakeEdits } from '../../../fakes/edits.ts';
import { anEdit } from '../../core/an-edit.ts';

const record = anEdit();
const found = async (owner: string, id: string | undefined) =>
  ownEdit(apiRequest({ owner, path: { edit_id: id } }), fakeEdits(record));

describe('the edit that a path names', () => {
  it('is found by its owner', async () => {
    expect(await found('owner', record.editId)).toBe(record);
  });

  it('is found by an operator, whoever owns it', async () => {
    const request = apiRequest({ owner: 'somebody else', operator: true, path: { edit_id: record.editId } });
    expect(await ownEdit(request, fakeEdits(record))).toBe(record);
  });

  it.each([
    ['another owner', 'somebody else', record.editId],
    ['an owner without a name', '', record.editId],
  ])('fault 8: does not exist for %s', async (_who, owner, id) => {
    expect(await found(owner, id)).toBeUndefined();
  });

  it.each([editId(9), 'ed_', '', undefined, '../ed_a', `${record.editId}x`, 'ED_AAAAAAAAAAAAAAAAAAAAAAAAAA'])(
    'does not exist as %s',
    async (id) => {
      expect(await found('owner', id)).toBeUndefined();
    },
  );

  it('is named in the answer, though not at any length', () => {
    const { code, detail } = problemIn(noSuchEdit(apiRequest({ path: { edit_id: 'x'.repeat(5_000) } })));
    expect([code, detail.length]).toEqual(['not_found', 82]);
  });
});
