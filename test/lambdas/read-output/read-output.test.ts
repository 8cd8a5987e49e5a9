import { describe, expect, it } from '@jest/globals';
import { outputLinkSchema } from '../../../lambdas/contract/edit.ts';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { readOutput } from '../../../lambdas/read-output/read-output.ts';
import { apiRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeResults } from '../../fakes/results.ts';
import { anEdit } from '../core/an-edit.ts';

const id = editId(0);
const output = (key: string) => ({
  bucket: 'results',
  key,
  sizeBytes: 1,
  sha256: 'a'.repeat(64),
  contentType: 'video/mp4',
});
const completed: Partial<EditRecord> = {
  status: 'completed',
  outputs: [output(`edits/${id}/output.mp4`), output(`edits/${id}/output-2.mp4`)],
};

const read = async (n: string, accept?: string, record = completed, owner = 'owner') => {
  const deps = fakeDeps([anEdit(record)]);
  const headers = accept === undefined ? {} : { accept };
  return readOutput({ ...deps, results: fakeResults() })(
    apiRequest({ owner, path: { edit_id: id, n }, headers }),
  );
};

describe('GET /v1/edits/{edit_id}/outputs/{n}', () => {
  it.each([
    ['1', `https://signed.example/edits/${id}/output.mp4?for=900`],
    ['2', `https://signed.example/edits/${id}/output-2.mp4?for=900`],
  ])('leads to output %s for a while', async (n, location) => {
    expect(await read(n)).toEqual({
      status: 302,
      headers: { location, 'cache-control': 'no-store' },
      body: '',
    });
  });

  it.each(['application/json', 'text/html, Application/JSON;q=0.9'])(
    'says to whoever accepts %s where it is, and until when',
    async (accept) => {
      const answer = await read('1', accept);
      expect(answer.status).toBe(200);
      const { url, expires_at: expiresAt } = outputLinkSchema.parse(JSON.parse(answer.body));
      expect(url).toContain('/output.mp4');
      expect(Date.parse(expiresAt)).toBe(1_750_000_000_000 + 900_000);
    },
  );

  it.each(['*/*', 'video/mp4', 'application/jsonlines'])('leads whoever accepts %s there', async (accept) => {
    expect((await read('1', accept)).status).toBe(302);
  });

  it.each(['0', '3', '-1', '1.5', '01', 'one', '', '1e0', '99999999'])('has no output %j', async (n) => {
    const problem = problemIn(await read(n));
    expect(problem).toMatchObject({ status: 404, code: 'not_found' });
    expect(problem.detail).toContain('only 2');
  });

  it('has none while the edit runs, nor while it is being deleted', async () => {
    expect(problemIn(await read('1', undefined, { status: 'running' })).detail).toContain('running');
    expect((await read('1', undefined, { ...completed, deleteRequestedAt: 1 })).status).toBe(404);
  });

  it('fault 8: answers 404 to anybody but its owner', async () => {
    expect(problemIn(await read('1', undefined, completed, 'somebody else'))).toMatchObject({ status: 404 });
  });
});
