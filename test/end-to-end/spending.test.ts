import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { editPageSchema } from '../../lambdas/contract/edit.ts';
import { reportSchema, type ReportBody } from '../../lambdas/contract/inbox.ts';
import { post, submit, untilEnded } from './calls.ts';
import { inFolder, killPrograms, startEdition } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const sample = join(root, 'local', 'samples', 'input-1-1.mp4');
const page = await readFile(join(root, 'docs', 'spending.md'), 'utf8');
const refusalOfDocs = JSON.parse(/^```json\n([^]*?)^```$/mu.exec(page)?.[1] ?? '') as { detail: string };

afterEach(killPrograms);

const drop = async (data: string, name: string): Promise<void> => {
  const folder = join(data, 'bucket', 'inbox', 'night');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'preset.json'), '{"prompt": "Make it a cold blue night"}');
  await copyFile(sample, join(folder, name));
};

const told = async (data: string, name: string): Promise<ReportBody | undefined> => {
  const path = join(data, 'bucket', 'outbox', 'night', `${name}.edit.json`);
  return readFile(path, 'utf8').then(
    (text) => reportSchema.parse(JSON.parse(text)),
    () => undefined,
  );
};

const untilTold = async (data: string, name: string, wished: (report: ReportBody) => boolean) => {
  for (let tries = 0; tries < 600; tries += 1) {
    const report = await told(data, name);
    if (report !== undefined && wished(report)) return report;
    await setTimeout(100);
  }
  throw new Error(`${name} came to ${JSON.stringify(await told(data, name))}`);
};

const editsOf = async (url: string, status: string) => {
  const { body } = await request(`${url}/v1/edits?status=${status}`);
  return editPageSchema.parse(await body.json()).edits;
};

// An edit of the sample costs $0.84 at the stand-in.
describe('a budget of the local edition', () => {
  it(
    'refuses what is over it as the docs have it, keeps files waiting, and lets them go once it is raised',
    async () =>
      inFolder(async (data) => {
        const start = async (budget: string) =>
          startEdition(0, data, '--queue', '0', '--run', '0', '--daily-budget', budget);
        const [url, edition] = await start('1');
        const body = { prompt: 'Snow', video_url: `${url}/samples/input-1-1.mp4` };
        const { edit_id: editId } = await submit(url, body);
        expect(await untilEnded(url, editId)).toMatchObject({ cost_estimate_usd: 0.84, cost_usd: 0.84 });

        const key = { 'idempotency-key': 'mine' };
        const refused = await post(`${url}/v1/edits`, body, key);
        const anyDay = (detail: string) => detail.replace(/\d{4}-\d\d-\d\d/u, 'DAY');
        const { detail, ...problem } = refused.body as { detail: string };
        const { detail: detailOfDocs, ...problemOfDocs } = refusalOfDocs;
        expect([refused.status, problem, anyDay(detail)]).toEqual([402, problemOfDocs, anyDay(detailOfDocs)]);
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);

        await drop(data, 'clip.mp4');
        await untilTold(data, 'clip.mp4', ({ status }) => status === 'accepted');
        const waiting = async () => (await editsOf(url, 'accepted')).map((edit) => edit.waiting_for);
        while ((await waiting())[0] !== 'budget') await setTimeout(50);
        await edition.kill('SIGTERM');

        // Started with as little, it tells beside the inbox what the file waits for.
        const [, again] = await start('1');
        await again.line(/^ {2}budget {4}\$0\.84 of \$1\.00 today$/mu);
        const report = await untilTold(data, 'clip.mp4', ({ message }) => message.includes('budget'));
        expect(report.message).toBe('Accepted: it is sent when it is its turn. It waits for: budget.');
        await again.kill('SIGTERM');

        const [raised, last] = await start('3');
        await untilTold(data, 'clip.mp4', ({ status }) => status === 'completed');
        // The key was not used up.
        const video = { ...body, video_url: `${raised}/samples/input-1-1.mp4` };
        expect((await post(`${raised}/v1/edits`, video, key)).status).toBe(202);
        await last.kill('SIGTERM');
      }),
    240_000,
  );
});
