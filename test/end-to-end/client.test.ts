import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient, type EditBody } from '../../client/client.ts';
import { accountSchema } from '../../lambdas/contract/account.ts';
import { editSchema } from '../../lambdas/contract/edit.ts';
import { freePort, inFolder, killPrograms, run, startEdition } from './program.ts';

const samples = join(import.meta.dirname, '..', '..', 'local', 'samples');

afterEach(killPrograms);

const all = async (edits: AsyncIterable<EditBody>): Promise<EditBody[]> => {
  const seen: EditBody[] = [];
  for await (const edit of edits) seen.push(edit);
  return seen;
};

describe('the client', () => {
  it(
    'brings an edit from a file to its video, over a restart of what it asks',
    async () =>
      inFolder(async (folder) => {
        const [port, data] = [await freePort(), join(folder, 'data')];
        const [url, first] = await startEdition(port, data);
        const client = createClient({ url });
        expect(accountSchema.parse(await client.account.get())).toMatchObject({ account: 'usable' });
        const file = await openAsBlob(join(samples, 'input-1-1.mp4'), { type: 'video/mp4' });
        const picture = await openAsBlob(join(samples, 'input-1-3.jpeg'), { type: 'image/jpeg' });
        const request = {
          prompt: 'In the colours of @Image1',
          video_url: await client.uploads.put(file),
          image_urls: [await client.uploads.put(picture)],
        };
        const key = { idempotencyKey: 'a key of ours' };
        const edit = await client.edits.create(request, key);
        expect((await client.edits.create(request, key)).edit_id).toBe(edit.edit_id);

        const seen: EditBody[] = [];
        const edition = { program: first, killed: false };
        for await (const change of client.edits.watch(edit.edit_id)) {
          seen.push(editSchema.parse(change));
          if (edition.killed) continue;
          edition.killed = true;
          await edition.program.kill('SIGKILL');
          [, edition.program] = await startEdition(port, data);
        }
        expect(seen.at(-1)).toMatchObject({ status: 'completed', cost_usd: 0.84 });
        const sequences = seen.map(({ sequence }) => sequence);
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));

        const { url: address } = await client.edits.output(edit.edit_id);
        const video = Buffer.from(await (await fetch(address)).arrayBuffer());
        const [output] = seen.at(-1)?.outputs ?? [];
        expect(createHash('sha256').update(video).digest('hex')).toBe(output?.sha256);

        const listed = await all(client.edits.all({ limit: 1, status: 'completed' }));
        expect(listed.map(({ edit_id: id }) => id)).toEqual([edit.edit_id]);
        expect(await client.deliveries.list(edit.edit_id)).toEqual({ deliveries: [] });
        await expect(client.edits.cancel(edit.edit_id)).rejects.toMatchObject({ code: 'not_cancellable' });
        const resolving = client.edits.resolve(edit.edit_id, { action: 'abandon' });
        await expect(resolving).rejects.toMatchObject({ code: 'not_uncertain', editId: edit.edit_id });
        await client.edits.delete(edit.edit_id);
        const [last] = await all(client.edits.watch(edit.edit_id));
        expect(last?.deleted_at).toBeDefined();
        await expect(client.edits.output(edit.edit_id)).rejects.toMatchObject({ code: 'not_found' });
        await edition.program.kill('SIGTERM');
      }),
    120_000,
  );
});

describe('the example edit-clip.ts', () => {
  it(
    'uploads a clip, tells how it goes, and fetches the video',
    async () =>
      inFolder(async (folder) => {
        const [url, edition] = await startEdition(0, join(folder, 'data'));
        const [clip, video] = [join(samples, 'input-1-1.mp4'), join(folder, 'night.mp4')];
        const example = run('examples/edit-clip.ts', [url, clip, 'Make it night', video]);
        const { code, out, err } = await example.ended;
        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(/^(accepted|submitting|queued|running)[^]*\ncompleted, \$0\.84\n$/u);
        expect((await readFile(video)).subarray(4, 8).toString()).toBe('ftyp');
        await edition.kill('SIGTERM');
      }),
    120_000,
  );

  it(
    'ends with what the API says of a clip that it does not take',
    async () =>
      inFolder(async (folder) => {
        const [url, edition] = await startEdition(0, join(folder, 'data'));
        const picture = join(samples, 'input-1-3.jpeg');
        const example = run('examples/edit-clip.ts', [url, picture, 'Make it night', join(folder, 'v.mp4')]);
        expect(await example.ended).toMatchObject({ code: 1, err: expect.stringContaining('video_url: ') });
        await edition.kill('SIGTERM');
      }),
    60_000,
  );
});
