import { describe, expect, it } from '@jest/globals';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { readEdit } from '../../../lambdas/read-edit/read-edit.ts';
import { apiRequest, editIn, problemIn } from '../../fakes/api-request.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const id = editId(0);
const read = async (record: Partial<EditRecord>, owner = 'owner', path = id) =>
  readEdit(fakeDeps([anEdit(record)]))(apiRequest({ owner, path: { edit_id: path } }));

describe('GET /v1/edits/{edit_id}', () => {
  it('answers with the edit as it stands, kept by nobody on the way', async () => {
    const answer = await read({ status: 'running', requestId: 'r', sentAt: start - 10_000 });
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(editIn(answer)).toMatchObject({
      edit_id: id,
      status: 'running',
      // Its owner gave the address, and may see it whole.
      request: { video_url: anEdit().request.videoUrl },
    });
  });

  it.each<[string, Partial<EditRecord>, string | undefined]>([
    ['is being sent', { status: 'submitting' }, '2'],
    ['was not sent yet', { status: 'accepted' }, '48'],
    ['was sent just now', { status: 'queued', sentAt: start }, '48'],
    ['runs for long', { status: 'running', sentAt: start - 300_000, dueAt: start + 9_000 }, '26'],
    ['is in line', { waitingFor: 'capacity', ticket: 1, dueAt: start + 100_000 }, '100'],
    ['waits for the account', { waitingFor: 'provider_account', dueAt: start + 3_000_000 }, '300'],
    ['is being stored', { status: 'storing', dueAt: start + 900_000 }, '2'],
    ['is uncertain', { status: 'uncertain' }, undefined],
    ['is completed', { status: 'completed' }, undefined],
    ['is failed', { status: 'failed' }, undefined],
    ['is cancelled', { status: 'cancelled' }, undefined],
  ])('says of an edit that %s when to look again', async (_what, record, retryAfter) => {
    expect((await read(record)).headers['retry-after']).toBe(retryAfter);
  });

  it('fault 8: answers 404 to anybody but its owner, as if it were not there', async () => {
    const theirs = await read({}, 'somebody else');
    const nobodys = await read({}, 'owner', editId(9));
    expect(problemIn(theirs)).toMatchObject({ status: 404, code: 'not_found' });
    expect(theirs.body.replace(id, '')).toBe(nobodys.body.replace(editId(9), ''));
  });

  it.each(['', 'ed_', '__proto__', 'constructor'])('answers 404 to %j', async (path) => {
    expect((await read({}, 'owner', path)).status).toBe(404);
  });
});
