import { describe, expect, it } from '@jest/globals';
import { ZodError } from 'zod';
import { editOf } from '../../../lambdas/adapters/workflow-input.ts';
import { EditNotFound } from '../../../lambdas/core/errors.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeEdits } from '../../fakes/edits.ts';
import { anEdit } from '../core/an-edit.ts';

const record = anEdit();
const edits = fakeEdits(record);

describe('the input of a state', () => {
  it('names its edit', async () => {
    expect(await editOf({ edit_id: record.editId }, edits)).toBe(record);
  });

  it('may say more than this version knows', async () => {
    const input = { edit_id: record.editId, step: { next: 'look', seconds: 1 }, from_tomorrow: [] };
    expect(await editOf(input, edits)).toBe(record);
  });

  it('fails where the edit is not on record, naming it', async () => {
    const error = await editOf({ edit_id: editId(9) }, edits).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EditNotFound);
    expect(error).toMatchObject({ editId: editId(9), message: `There is no edit ${editId(9)}` });
  });

  it.each([undefined, null, 'ed_a', {}, { edit_id: 7 }, { editId: record.editId }])(
    'fails as %j',
    async (input) => {
      await expect(editOf(input, edits)).rejects.toThrow(ZodError);
    },
  );
});
