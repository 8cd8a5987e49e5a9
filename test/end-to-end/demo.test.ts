import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventSchema } from '../../lambdas/contract/events.ts';
import { inFolder, killPrograms, run, type Ended } from './program.ts';

const demo = async (...args: string[]): Promise<Ended> => run('local/demo/main.ts', args).ended;

afterEach(killPrograms);

describe('npm run demo', () => {
  it(
    'takes the sample to its stored video and event, saying where it stands on the way',
    async () =>
      inFolder(async (data) => {
        const { code, out, err } = await demo('--data', data, '--keep-audio', '--prompt', 'a paper theatre');
        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(out).toMatch(/queued · \d+ s\n(.*\n)*running · \d+ s\n(.*\n)*completed · \d+ s\n/u);
        const [, output = ''] = /^Output {4}(.+)$/mu.exec(out) ?? [];
        expect((await stat(output)).size).toBeGreaterThan(100_000);
        expect(out).toMatch(/MB, 1280 × 720, 5\.00 s$/mu);
        const event = eventSchema.parse(JSON.parse(out.slice(out.indexOf('\n{'))));
        expect(event).toMatchObject({
          'detail-type': 'Edit Completed',
          detail: { edit: { status: 'completed', request: { prompt: 'a paper theatre', keep_audio: true } } },
        });
        const story = join(output, '..', 'edit.json');
        expect(JSON.parse(await readFile(story, 'utf8'))).toMatchObject({ status: 'completed' });
      }),
    120_000,
  );

  it(
    'says in one line what is wrong with a file, and ends with 1',
    async () =>
      inFolder(async (folder) => {
        const text = join(folder, 'text.mp4');
        await writeFile(text, 'no clip at all\n');
        await mkdir(join(folder, 'folder.mp4'));
        const missing = join(folder, 'missing.mp4');
        const [noFile, noClip, noPicture, aFolder, noOption] = await Promise.all([
          demo('--video', missing),
          demo('--video', text),
          demo('--image', text),
          demo('--video', join(folder, 'folder.mp4')),
          demo('--vidoe', text),
        ]);
        expect(noFile).toEqual({ code: 1, out: '', err: `demo: there is no file ${missing}\n` });
        expect(noClip.err).toMatch(/^demo: .+text\.mp4 is not an \.mp4 or \.mov clip: .+\n$/u);
        expect(noPicture.err).toMatch(/^demo: .+text\.mp4 is not a \.png or \.jpg picture: .+\n$/u);
        expect(aFolder.err).toMatch(/^demo: .+folder\.mp4 is not a file\n$/u);
        expect(noOption.err).toMatch(/^demo: Unknown option '--vidoe'.+\(--help lists the options\)\n$/u);
        expect([noClip, noPicture, aFolder, noOption].map(({ code, out }) => ({ code, out }))).toEqual(
          Array.from({ length: 4 }, () => ({ code: 1, out: '' })),
        );
      }),
    120_000,
  );

  it(
    'says which input cannot be had, and ends with 1',
    async () =>
      inFolder(async (data) => {
        const nobody = 'http://127.0.0.1:9/clip.mp4';
        const { code, err } = await demo('--data', data, '--video', nobody);
        expect(code).toBe(1);
        expect(err).toMatch(
          /^demo: An input cannot be fetched: video_url cannot be fetched: 127\.0\.0\.1:9 gave no answer: .+\n$/u,
        );
      }),
    120_000,
  );

  it('helps', async () => {
    const { code, out } = await demo('--help');
    expect(code).toBe(0);
    expect(out).toContain('--keep-audio');
  });
});
