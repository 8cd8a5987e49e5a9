import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { journal, layFaults, post, submit, until, untilEnded } from './calls.ts';
import { freePort, inFolder, killPrograms, run, type Program } from './program.ts';
import { serveSamples, type SampleServer } from './sample-server.ts';

/** Starts the edition on a port and a folder that outlive it, and answers with its address. */
const startEdition = async (port: number, data: string, ...more: string[]): Promise<[string, Program]> => {
  const program = run('local/main.ts', ['--port', String(port), '--data', data, ...more]);
  return [await program.line(/listening on (\S+)/u), program];
};

let samples: SampleServer;
beforeAll(async () => {
  samples = await serveSamples();
});
afterAll(async () => {
  await samples.close();
});

afterEach(killPrograms);

const untilJournal = async (standIn: string, submits: number): Promise<void> => {
  while ((await journal(standIn)).length < submits) await setTimeout(50);
};

const clip = (prompt: string) => ({ prompt, video_url: samples.urlOf('input-1-1.mp4') });

describe('an edition that is killed while the provider lives on', () => {
  it(
    'brings every edit to its end after a restart, with one submit an edit',
    async () =>
      inFolder(async (folder) => {
        const standInProgram = run('local/stand-in/main.ts', [
          ...['--port', '0', '--queue', '3', '--run', '3', '--data', join(folder, 'stand-in')],
        ]);
        const standIn = await standInProgram.line(/listens on (http:\/\/[^:]+:\d+)/u);
        const port = await freePort();
        const start = async () => startEdition(port, join(folder, 'data'), '--provider', standIn);
        let [url, edition] = await start();
        const restart = async (): Promise<void> => {
          await edition.kill('SIGKILL');
          [url, edition] = await start();
        };

        await layFaults(standIn, [
          { on: 'submit', times: 1, do: { kind: 'answer', status: 429, headers: { 'retry-after': '4' } } },
        ]);
        const accepted = await submit(url, clip('killed while accepted'));
        expect(accepted).toMatchObject({ status: 'accepted', waiting_for: 'provider' });
        await restart();
        await expect(untilEnded(url, accepted.edit_id)).resolves.toMatchObject({ status: 'completed' });

        const queued = await submit(url, clip('killed while queued'));
        await until(url, queued.edit_id, ({ status }) => status === 'queued');
        await restart();
        const running = await until(url, queued.edit_id, ({ status }) => status === 'running');
        await restart();
        await expect(untilEnded(url, running.edit_id)).resolves.toMatchObject({ status: 'completed' });

        await layFaults(standIn, [{ on: 'output', do: { kind: 'silence' } }]);
        const storing = await submit(url, clip('killed while storing'));
        await until(url, storing.edit_id, ({ status }) => status === 'storing');
        await edition.kill('SIGKILL');
        await layFaults(standIn, []);
        [url, edition] = await start();
        await expect(untilEnded(url, storing.edit_id)).resolves.toMatchObject({ status: 'completed' });

        await layFaults(standIn, [{ on: 'submit', times: 1, do: { kind: 'silence', when: 'after' } }]);
        const submission = post(`${url}/v1/edits`, clip('killed while being sent'), {
          'idempotency-key': 'sent',
        }).catch(() => undefined);
        await untilJournal(standIn, 4);
        await restart();
        await submission;
        const repeated = await post(`${url}/v1/edits`, clip('killed while being sent'), {
          'idempotency-key': 'sent',
        });
        expect(repeated.status).toBe(200);
        const { edit_id: sentId } = repeated.body as { edit_id: string };
        await expect(untilEnded(url, sentId)).resolves.toMatchObject({
          status: 'uncertain',
          error: { code: 'outcome_unknown', billable: true },
        });

        expect((await journal(standIn)).map(({ input }) => input.prompt)).toEqual([
          'killed while accepted',
          'killed while queued',
          'killed while storing',
          'killed while being sent',
        ]);
        await edition.kill('SIGTERM');
        await standInProgram.kill('SIGTERM');
      }),
    120_000,
  );
});

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
        await edition.line(/resumed {3}5 edits/u);
        const ended = await Promise.all(edits.map(async ({ edit_id: editId }) => untilEnded(url, editId)));
        expect(ended.map(({ status }) => status)).toEqual(prompts.map(() => 'completed'));
        const paid = (await readFile(join(data, 'stand-in', 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
        expect(paid).toHaveLength(prompts.length);
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
    60_000,
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
    60_000,
  );
});
