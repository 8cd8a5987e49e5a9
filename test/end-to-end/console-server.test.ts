import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EventSource, type MessageEvent } from 'undici';
import { accountSchema } from '../../lambdas/contract/account.ts';
import { everyEventSchema } from '../../lambdas/contract/every-event.ts';
import { submit } from './calls.ts';
import { inFolder, killPrograms, startEdition } from './program.ts';

const sample = join(import.meta.dirname, '..', '..', 'local', 'samples', 'input-1-1.mp4');

afterEach(killPrograms);

describe('what the console asks the edition for', () => {
  it(
    'is the account, each event as it passes, and what an edit was made of; and nobody who listens keeps it from ending',
    async () =>
      inFolder(async (data) => {
        const [url, edition] = await startEdition(0, data, '--daily-budget', '5');
        const account = accountSchema.parse(await (await fetch(`${url}/v1/account`)).json());
        expect(account).toMatchObject({
          provider: 'a stand-in',
          account: 'usable',
          price: { unit: 'second' },
          budget: { daily_usd: 5, spent_today_usd: 0 },
        });
        expect(account.balance_usd).toBeGreaterThan(0);

        const source = new EventSource(`${url}/local/notices`);
        const { promise: completed, resolve } = Promise.withResolvers<string>();
        source.addEventListener('notice', (event) => {
          const told = everyEventSchema.parse(JSON.parse(String((event as MessageEvent).data)));
          if (told['detail-type'] === 'Edit Completed') resolve(told.detail.edit.edit_id);
        });
        const { edit_id: editId } = await submit(url, {
          prompt: 'On a console',
          video_url: `${url}/samples/input-1-1.mp4`,
        });
        expect(await completed).toBe(editId);

        const clip = await fetch(`${url}/local/edits/${editId}/inputs/0`);
        expect(clip.headers.get('content-type')).toBe('video/mp4');
        expect(Buffer.from(await clip.arrayBuffer()).equals(await readFile(sample))).toBe(true);
        const spent = accountSchema.parse(await (await fetch(`${url}/v1/account`)).json());
        expect(spent.budget?.spent_today_usd).toBeCloseTo(0.84);

        await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0, err: '' });
        source.close();
      }),
    240_000,
  );
});
