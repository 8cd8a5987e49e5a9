import { createHash } from 'node:crypto';
import { appendFile, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { reportSchema, type ReportBody } from '../../lambdas/contract/inbox.ts';
import { freePort, inFolder, killPrograms, startEdition } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const sample = join(root, 'local', 'samples', 'input-1-1.mp4');
const page = await readFile(join(root, 'docs', 'inbox.md'), 'utf8');
const [presetOfDocs = '', manifestOfDocs = ''] = [...page.matchAll(/^```json\n([^]*?)^```$/gmu)].map(
  ([, text = '']) => text,
);

afterEach(killPrograms);

/** A person with two folders and nothing else. */
const person = (data: string) => {
  const path = (key: string) => join(data, 'bucket', ...key.split('/'));
  const report = async (key: string): Promise<ReportBody | undefined> => {
    try {
      return reportSchema.parse(JSON.parse(await readFile(path(key), 'utf8')));
    } catch {
      return undefined;
    }
  };
  return {
    path,
    copy: async (from: string, key: string) => {
      await mkdir(dirname(path(key)), { recursive: true });
      await copyFile(from, path(key));
    },
    write: async (key: string, content: string) => {
      await mkdir(dirname(path(key)), { recursive: true });
      await writeFile(path(key), content);
    },
    until: async (key: string, ...statuses: ReportBody['status'][]): Promise<ReportBody> => {
      for (let tries = 0; tries < 600; tries += 1) {
        const told = await report(key);
        if (told !== undefined && statuses.includes(told.status)) return told;
        await setTimeout(100);
      }
      throw new Error(`${key} came to ${JSON.stringify(await report(key))}`);
    },
    paid: async (): Promise<string[]> =>
      (await readFile(join(data, 'stand-in', 'journal.jsonl'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { input: { prompt: string } }).input.prompt),
  };
};

const start = async (data: string, port = 0) => startEdition(port, data, '--queue', '0', '--run', '1');

describe('the inbox folder alone', () => {
  it(
    'shows a person that a clip is accepted and done, in both orders, and what became of it',
    async () =>
      inFolder(async (data) => {
        const [, edition] = await start(data);
        const { copy, write, until, path, paid } = person(data);
        await copy(sample, 'inbox/first/clip.mp4');
        await until('outbox/first/clip.mp4.edit.json', 'waiting');
        await copy(join(root, 'local', 'samples', 'input-1-4.png'), 'inbox/first/dusk.jpg');
        await write('inbox/first/preset.json', presetOfDocs);
        await write('inbox/last/preset.json', '{"prompt": "the preset first"}');
        await copy(sample, 'inbox/last/a+b%20 ü.mp4');
        await until(
          'outbox/first/clip.mp4.edit.json',
          'accepted',
          'submitting',
          'queued',
          'running',
          'completed',
        );
        for (const name of ['first/clip.mp4', 'last/a+b%20 ü.mp4']) {
          const told = await until(`outbox/${name}.edit.json`, 'completed');
          if (told.status !== 'completed') throw new Error('it is not completed');
          const hash = createHash('sha256')
            .update(await readFile(path(`outbox/${name}`)))
            .digest('hex');
          expect(hash).toBe(told.edit.outputs[0]?.sha256);
          expect(told.message).toBe(`Done. The video is outbox/${name}.`);
        }
        expect(await paid()).toHaveLength(2);

        // The same bytes again are the same edit; other bytes are another.
        await copy(sample, 'inbox/last/a+b%20 ü.mp4');
        await setTimeout(3_000);
        expect(await paid()).toHaveLength(2);
        await appendFile(path('inbox/last/a+b%20 ü.mp4'), Buffer.from([0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]));
        while ((await paid()).length < 3) await setTimeout(100);
        expect(await paid()).toHaveLength(3);
        await edition.kill('SIGTERM');
      }),
    240_000,
  );

  it(
    'takes a manifest, another take of it, and says what is wrong with others',
    async () =>
      inFolder(async (data) => {
        const [, edition] = await start(data);
        const { copy, write, until, paid } = person(data);
        const manifest = JSON.parse(manifestOfDocs) as Record<string, unknown>;
        await write('inbox/day/shot-7.edit.json', JSON.stringify(manifest));
        await copy(sample, 'inbox/day/shot-7.mov');
        await copy(join(root, 'local', 'samples', 'input-1-2.png'), 'inbox/day/car-front.png');
        await copy(join(root, 'local', 'samples', 'input-1-3.jpeg'), 'inbox/day/car-angle.jpg');
        expect(await until('outbox/day/shot-7.edit.json', 'completed')).toMatchObject({
          video: 'outbox/day/shot-7.edit.mp4',
        });
        await until('outbox/day/car-front.png.edit.json', 'used');
        await write('inbox/day/shot-7.edit.json', JSON.stringify({ ...manifest, take: 2 }));
        while ((await paid()).length < 2) await setTimeout(100);

        await write('inbox/day/bad.edit.json', '{"prompt": "x", "video_url": "shot-7.mov", "seed": 1}');
        expect(await until('outbox/day/bad.edit.json', 'rejected')).toMatchObject({
          errors: [{ path: 'seed', message: 'is not a field here' }],
        });
        await write('inbox/day/text.mp4', 'this is no clip');
        await write('inbox/day/preset.json', '{"prompt": "x"}');
        const told = await until('outbox/day/text.mp4.edit.json', 'rejected');
        expect(JSON.stringify(told)).toContain('neither an mp4 nor a mov');
        expect(await paid()).toHaveLength(2);
        await edition.kill('SIGTERM');
      }),
    240_000,
  );

  it(
    'fault 70: finds what came while nobody watched, and pays for nothing twice',
    async () =>
      inFolder(async (data) => {
        const { copy, write, until, paid, path } = person(data);
        // The stand-in goes on with the addresses that it was given.
        const port = await freePort();
        const [, killed] = await start(data, port);
        await write('inbox/night/preset.json', '{"prompt": "before"}');
        await copy(sample, 'inbox/night/one.mp4');
        await until('outbox/night/one.mp4.edit.json', 'queued', 'running', 'storing');
        await killed.kill('SIGKILL');
        await copy(sample, 'inbox/night/two.mp4.coming');
        await rename(path('inbox/night/two.mp4.coming'), path('inbox/night/two.mp4'));

        const [, edition] = await start(data, port);
        await until('outbox/night/one.mp4.edit.json', 'completed');
        await until('outbox/night/two.mp4.edit.json', 'completed');
        expect(await paid()).toEqual(['before', 'before']);
        await edition.kill('SIGTERM');
      }),
    240_000,
  );
});
