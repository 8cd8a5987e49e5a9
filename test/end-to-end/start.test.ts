import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { journal, layFaults, submit, until, untilEnded } from './calls.ts';
import { freePort, inFolder, killPrograms, run, startEdition } from './program.ts';
import { serveSamples, type SampleServer } from './sample-server.ts';

let samples: SampleServer;
beforeAll(async () => {
  samples = await serveSamples();
});
afterAll(async () => {
  await samples.close();
});
afterEach(killPrograms);

const clip = (prompt: string) => ({ prompt, video_url: samples.urlOf('input-1-1.mp4') });

describe('npm start alone, with the stand-in inside', () => {
  it(
    'loses nothing when it is killed and started again',
    async () =>
      inFolder(async (data) => {
        const port = await freePort();
        const prompts = ['one', 'two', 'three', 'four', 'five'];
        const [first, killed] = await startEdition(port, data);
        const edits = await Promise.all(prompts.map(async (prompt) => submit(first, clip(prompt))));
        await until(first, edits[0]?.edit_id ?? '', ({ status }) => status === 'running');
        await killed.kill('SIGKILL');

        const [url, edition] = await startEdition(port, data);
        await edition.line(/console {3}open that address/u);
        await edition.line(/resumed {3}5 edits/u);
        const ended = await Promise.all(edits.map(async ({ edit_id: editId }) => untilEnded(url, editId)));
        expect(ended.map(({ status }) => status)).toEqual(prompts.map(() => 'completed'));
        const paid = (await readFile(join(data, 'stand-in', 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
        expect(paid).toHaveLength(prompts.length);
        await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0 });
      }),
    240_000,
  );

  it(
    'goes on where nobody reads any more what it prints',
    async () =>
      inFolder(async (data) => {
        const [url, edition] = await startEdition(0, data);
        edition.deafen();
        const edit = await submit(url, clip('printed to nobody'));
        expect((await untilEnded(url, edit.edit_id)).status).toBe('completed');
        await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0 });
      }),
    120_000,
  );

  it(
    'refuses a second copy on the same data, and one on the same port, in one line',
    async () =>
      inFolder(async (folder) => {
        const [url, edition] = await startEdition(0, join(folder, 'data'));
        const { port } = new URL(url);
        const [sameData, samePort] = await Promise.all([
          run('local/main.ts', ['--port', '0', '--data', join(folder, 'data')]).ended,
          run('local/main.ts', ['--port', port, '--data', join(folder, 'other')]).ended,
        ]);
        expect(sameData).toMatchObject({ code: 1, out: '' });
        expect(sameData.err).toMatch(/^reshoot: another reshoot is running on the data in .+--data\n$/u);
        expect(samePort).toMatchObject({ code: 1, out: '' });
        expect(samePort.err).toMatch(new RegExp(`^reshoot: port ${port} is taken.+--port\n$`, 'u'));
        await edition.kill('SIGTERM');
      }),
    120_000,
  );
});

describe('a provider that is slow to answer the submit', () => {
  it(
    'fault 18: leaves the edit submitting in the answer and queued later, as one job',
    async () =>
      inFolder(async (folder) => {
        const standInProgram = run('local/stand-in/main.ts', [
          '--port',
          '0',
          '--data',
          join(folder, 'stand-in'),
        ]);
        const standIn = await standInProgram.line(/listens on (http:\/\/[^:]+:\d+)/u);
        await layFaults(standIn, [{ on: 'submit', do: { kind: 'delay', seconds: 11 } }]);
        const [url, edition] = await startEdition(0, join(folder, 'data'), '--provider', standIn);
        const submitted = await submit(url, clip('answered late'));
        expect(submitted.status).toBe('submitting');
        const taken = await until(url, submitted.edit_id, ({ status }) => status !== 'submitting');
        expect(['queued', 'running']).toContain(taken.status);
        expect(await journal(standIn)).toHaveLength(1);
        await edition.kill('SIGTERM');
        await standInProgram.kill('SIGTERM');
      }),
    120_000,
  );
});
