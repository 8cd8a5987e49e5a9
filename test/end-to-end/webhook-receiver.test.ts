import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { submit, untilEnded } from './calls.ts';
import { freePort, inFolder, killPrograms, run, startEdition } from './program.ts';
import { serveSamples } from './sample-server.ts';

afterEach(killPrograms);

describe('the example of a receiver', () => {
  it(
    'keeps the video of a completed edit, with nothing but its secret',
    async () =>
      inFolder(async (data) => {
        const samples = await serveSamples();
        const [url, edition] = await startEdition(0, join(data, 'edition'), '--queue', '0', '--run', '1');
        const secret = (await readFile(join(data, 'edition', 'webhook-secret'), 'utf8')).trim();
        const env = { WEBHOOK_SECRET: secret, PORT: String(await freePort()) };
        const receiver = run('examples/webhook-receiver.ts', [join(data, 'videos')], env);
        const address = await receiver.line(/listening on (\S+)/u);
        const forged = await fetch(address, { method: 'POST', body: '{}' });
        expect(forged.status).toBe(401);
        const edit = await submit(url, {
          prompt: 'a quiet sea of grass',
          video_url: samples.urlOf('input-1-1.mp4'),
          webhook_url: address,
        });
        await receiver.line(new RegExp(`kept (${edit.edit_id})\\.mp4`, 'u'));
        const { outputs } = await untilEnded(url, edit.edit_id);
        const video = await readFile(join(data, 'videos', `${edit.edit_id}.mp4`));
        expect(createHash('sha256').update(video).digest('hex')).toBe(outputs[0]?.sha256);
        await receiver.kill('SIGTERM');
        await edition.kill('SIGTERM');
        await samples.close();
      }),
    120_000,
  );
});
