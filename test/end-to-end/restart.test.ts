import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { control, journal, layFaults, post, submit, until, untilEnded } from './calls.ts';
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
          ...['--port', '0', '--queue', '3', '--run', '10', '--data', join(folder, 'stand-in')],
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
          { on: 'submit', times: 1, do: { kind: 'answer', status: 429, headers: { 'retry-after': '9' } } },
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
    240_000,
  );

  it(
    'fault 25: adopts the job whose answer was held until the process was killed, and stores its result',
    async () =>
      inFolder(async (folder) => {
        const standInProgram = run('local/stand-in/main.ts', [
          ...['--port', '0', '--queue', '1', '--run', '2', '--data', join(folder, 'stand-in')],
        ]);
        const standIn = await standInProgram.line(/listens on (http:\/\/[^:]+:\d+)/u);
        const port = await freePort();
        const start = async () => startEdition(port, join(folder, 'data'), '--provider', standIn);
        const first = await start();
        await layFaults(standIn, [{ on: 'submit', times: 1, do: { kind: 'hold' } }]);
        const submission = post(`${first[0]}/v1/edits`, clip('held'), { 'idempotency-key': 'held' }).catch(
          () => undefined,
        );
        await untilJournal(standIn, 1);
        await first[1].kill('SIGKILL');
        await submission;
        await control(standIn, 'POST', 'release', {});

        const [url, edition] = await start();
        const again = await post(`${url}/v1/edits`, clip('held'), { 'idempotency-key': 'held' });
        const { edit_id: editId } = again.body as { edit_id: string };
        await expect(untilEnded(url, editId)).resolves.toMatchObject({ status: 'uncertain' });
        const [job] = await journal(standIn);
        const resolution = { action: 'adopt', request_id: job?.request_id };
        expect((await post(`${url}/v1/edits/${editId}/resolve`, resolution)).status).toBe(200);
        const edit = await until(url, editId, ({ status }) => status === 'completed');
        expect(edit).toMatchObject({
          provider_request_id: job?.request_id,
          resolutions: [{ action: 'adopt', by: 'owner' }],
        });
        expect(edit).not.toHaveProperty('error');
        expect(await journal(standIn)).toHaveLength(1);

        const output = await request(`${url}/v1/edits/${editId}/outputs/1`);
        expect(output.statusCode).toBe(302);
        await output.body.dump();
        const video = await request(String(output.headers['location']));
        expect((await video.body.arrayBuffer()).byteLength).toBe(edit.outputs[0]?.size_bytes);
        const removed = await request(`${url}/v1/edits/${editId}`, { method: 'DELETE' });
        expect(await removed.body.json()).toMatchObject({ status: 'completed', outputs: [] });
        const gone = await request(String(output.headers['location']));
        expect(gone.statusCode).toBe(404);
        await gone.body.dump();
        await edition.kill('SIGTERM');
        await standInProgram.kill('SIGTERM');
      }),
    90_000,
  );
});
