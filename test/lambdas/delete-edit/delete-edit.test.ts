import { describe, expect, it } from '@jest/globals';
import { editSchema } from '../../../lambdas/contract/edit.ts';
import { ended, type EditRecord } from '../../../lambdas/core/edit.ts';
import { keysOf } from '../../../lambdas/core/deleting.ts';
import { ownerFolder } from '../../../lambdas/core/owner-folder.ts';
import { deleteEdit } from '../../../lambdas/delete-edit/delete-edit.ts';
import { recover } from '../../../lambdas/recover/recover.ts';
import { apiRequest, editIn, problemIn } from '../../fakes/api-request.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeNotices } from '../../fakes/notices.ts';
import { fakeResults, type FakeResults } from '../../fakes/results.ts';
import { fakeWorkflow } from '../../fakes/workflow.ts';
import { aDelivery } from '../core/a-delivery.ts';
import { anEdit } from '../core/an-edit.ts';

const id = editId(0);
const upload = `uploads/${ownerFolder('owner')}/clip.mp4`;
const output = (key: string) => ({
  bucket: 'results',
  key,
  sizeBytes: 1,
  sha256: 'a'.repeat(64),
  contentType: 'video/mp4',
});

const completed: Partial<EditRecord> = {
  status: 'completed',
  request: {
    ...anEdit().request,
    videoUrl: `s3://results/${upload}`,
    imageUrls: ['s3://results/uploads/another/secret.png', 's3://elsewhere/still.png'],
  },
  outputs: [output(`edits/${id}/output.mp4`), output(`edits/${id}/output-2.mp4`)],
  metadata: { order: '7' },
  webhookUrl: 'https://hooks.example/',
  costUsd: 0.84,
  finishedAt: 1,
  dueAt: undefined,
};

const kept = [
  upload,
  `edits/${id}/output.mp4`,
  `edits/${id}/output-2.mp4`,
  `edits/${id}/edit.json`,
  `work/${id}/1`,
];
const others = ['uploads/another/secret.png', `edits/${editId(1)}/output.mp4`];

const bucket = (before?: Parameters<typeof fakeResults>[0]): FakeResults => {
  const results = fakeResults(before);
  for (const key of [...kept, ...others]) results.objects.set(key, Buffer.from(key));
  return results;
};

const deleting = (deps: FakeDeps, results = bucket()) => {
  const endpoint = deleteEdit({ ...deps, results });
  return {
    results,
    remove: async (owner = 'owner') => endpoint(apiRequest({ owner, path: { edit_id: id } })),
  };
};

describe('DELETE /v1/edits/{edit_id}', () => {
  it('deletes what the edit holds and nothing else, and keeps that it was and what it cost', async () => {
    const deps = fakeDeps([anEdit(completed)]);
    const { results, remove } = deleting(deps);
    const answer = await remove();
    expect(answer.status).toBe(200);
    const edit = editSchema.parse(editIn(answer));
    expect(edit).toMatchObject({
      edit_id: id,
      status: 'completed',
      cost_usd: 0.84,
      outputs: [],
      metadata: {},
    });
    expect(edit.deleted_at).toBeDefined();
    expect(edit).not.toHaveProperty('request');
    expect([...results.objects.keys()].sort()).toEqual([...others].sort());
    expect(JSON.stringify(deps.edits.at(id))).not.toMatch(/grass|clip\.mp4|hooks/u);
    expect(deps.edits.at(id).dueAt).toBeUndefined();
  });

  it('deletes what webhooks were told of it, and nothing of another edit', async () => {
    const deps = fakeDeps([anEdit(completed)]);
    const [own, other] = [aDelivery({ editId: id }), aDelivery({ editId: editId(1) })];
    for (const record of [own, other]) deps.deliveries.records.set(record.deliveryId, record);
    await deleting(deps).remove();
    expect([...deps.deliveries.records.keys()]).toEqual([other.deliveryId]);
  });

  it('fault 4: leaves the key taken: a repeat of the request meets what is left of it', async () => {
    const deps = fakeDeps([anEdit(completed)]);
    await deleting(deps).remove();
    expect(deps.edits.at(id).requestHash).toBe(anEdit().requestHash);
  });

  it('answers a repeat with the same, and deletes nothing twice', async () => {
    const deps = fakeDeps([anEdit(completed)]);
    const { remove } = deleting(deps);
    const first = editIn(await remove());
    expect(editIn(await remove())).toEqual(first);
  });

  it.each([
    ['accepted', 'cancel'],
    ['submitting', 'cancel'],
    ['queued', 'cancel'],
    ['running', 'cancel'],
    ['storing', 'cancel'],
    ['uncertain', 'resolve'],
  ] as const)('refuses while it is %s, and says what comes first: %s', async (status, first) => {
    const deps = fakeDeps([anEdit({ ...completed, status })]);
    const { results, remove } = deleting(deps);
    const problem = problemIn(await remove());
    expect(problem).toMatchObject({ code: 'not_ended', status: 409 });
    expect(problem.detail).toContain(first);
    expect(results.objects.size).toBe(kept.length + others.length);
  });

  it('fault 8: does not exist for anybody but its owner', async () => {
    const deps = fakeDeps([anEdit(completed)]);
    const { results, remove } = deleting(deps);
    expect(problemIn(await remove('somebody else'))).toMatchObject({ status: 404 });
    expect(results.objects.size).toBe(kept.length + others.length);
  });

  it('is finished by the sweep where it broke off, and says until then that it is being done', async () => {
    const deps = fakeDeps([anEdit(completed)]);
    let broken = true;
    const results = bucket((call) => {
      if (call === 'remove' && broken) throw new Error('S3 is down');
    });
    await expect(deleting(deps, results).remove()).rejects.toThrow('S3 is down');
    expect(deps.edits.at(id).deleteRequestedAt).toBeDefined();
    broken = false;
    const sweep = recover({ ...deps, results, workflow: fakeWorkflow(), sweepSeconds: 300 });
    await sweep('late');
    expect(deps.edits.at(id).deletedAt).toBeUndefined();
    deps.clock.advance(61_000);
    await sweep('late');
    expect(deps.edits.at(id)).toMatchObject({ outputs: [], deletedAt: deps.clock.now() });
    expect([...results.objects.keys()].sort()).toEqual([...others].sort());
  });

  it('fault 48: waits for notices that were not sent yet: they carry what is to go', async () => {
    let down = true;
    const notices = fakeNotices(() => !down);
    const untold = ended(anEdit({ ...completed, status: 'storing' }), 'completed', {}, 5);
    const deps = fakeDeps([untold], { notices });
    const { results, remove } = deleting(deps);
    const answer = await remove();
    expect(answer.status).toBe(202);
    expect(editIn(answer).request?.prompt).toBe(anEdit().request.prompt);
    expect(results.objects.size).toBe(kept.length + others.length);
    down = false;
    deps.clock.advance(61_000);
    await recover({ ...deps, results, workflow: fakeWorkflow(), sweepSeconds: 300 })('late');
    expect(notices.types()).toEqual(['Edit Completed']);
    expect(deps.edits.at(id).deletedAt).toBeDefined();
  });

  it('names every key once', () => {
    const again = `s3://results/${upload}`;
    const request = { ...anEdit().request, videoUrl: again, imageUrls: [again] };
    const keys = keysOf(anEdit({ request }), 'results');
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain(upload);
  });
});
