import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { problemSchema } from '../../lambdas/contract/problem.ts';
import { uploadSchema, type UploadBody } from '../../lambdas/contract/upload.ts';
import { post, submit, untilEnded } from './calls.ts';
import { inFolder, killPrograms, startEdition } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'inputs.md'), 'utf8');
const blocks = [...page.matchAll(/^```json\n([^]*?)^```$/gmu)].map(
  ([, text = '']) => JSON.parse(text) as unknown,
);

afterEach(killPrograms);

const put = async (upload: UploadBody, file: string): Promise<number> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.post.fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(await readFile(file))]));
  return (await fetch(upload.post.url, { method: 'POST', body: form })).status;
};

describe('the page about inputs', () => {
  it(
    'has a request for an upload that an edit is then made of',
    async () =>
      inFolder(async (data) => {
        const [url, edition] = await startEdition(0, data);
        const asked = /--data '(?<body>[^']+)'/u.exec(page)?.groups?.['body'] ?? '';
        const answer = await post(`${url}/v1/uploads`, JSON.parse(asked));
        expect(answer.status).toBe(201);
        const upload = uploadSchema.parse(answer.body);
        expect(await put(upload, join(root, 'local', 'samples', 'input-1-1.mp4'))).toBe(204);
        const edit = await submit(url, { prompt: 'uploaded', video_url: upload.url });
        expect(edit.inputs).toEqual([
          expect.objectContaining({ path: 'video_url', size_bytes: 473_197, codec: 'avc', width: 1280 }),
        ]);
        expect((await untilEnded(url, edit.edit_id)).status).toBe('completed');

        // Gone with its edit, and then no input any more.
        await request(`${url}/v1/edits/${edit.edit_id}`, { method: 'DELETE' });
        const gone = await post(`${url}/v1/edits`, { prompt: 'again', video_url: upload.url });
        expect(gone).toMatchObject({ status: 422, body: { code: 'input_unreachable' } });
        await edition.kill('SIGTERM');
      }),
    120_000,
  );

  it('shows a refusal and an upload that the contract knows', () => {
    const [refusal, upload] = blocks;
    expect(
      problemSchema.safeParse({ type: 'about:blank', detail: '', ...(refusal as object) }).error,
    ).toBeUndefined();
    expect(uploadSchema.safeParse(upload).error).toBeUndefined();
  });
});
