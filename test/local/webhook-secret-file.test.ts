import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { usableSecret } from '../../lambdas/adapters/webhooks/signing.ts';
import { NoWebhookSecret } from '../../lambdas/core/errors.ts';
import { openWebhookSecrets } from '../../local/webhook-secret-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-secret-'));
  path = join(folder, 'webhook-secret');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the webhook secrets in a file', () => {
  it('begin with one that nobody can guess, for nobody else to read', async () => {
    const [secret] = await (await openWebhookSecrets(path)).signing();
    const text = await readFile(path, 'utf8');
    expect(text).toBe(`whsec_${secret}\n`);
    expect(usableSecret(text)).toBe(secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await rm(path);
    expect(await (await openWebhookSecrets(path)).signing()).not.toEqual([secret]);
  });

  it('stay the same after a restart', async () => {
    const before = await (await openWebhookSecrets(path)).signing();
    expect(await (await openWebhookSecrets(path)).signing()).toEqual(before);
  });

  it('fault 56: are all that stand there when an attempt is made, the first of them first', async () => {
    const secrets = await openWebhookSecrets(path);
    const [old = ''] = await secrets.signing();
    const young = 'n'.repeat(44);
    await writeFile(path, `whsec_${young}\n\nwhsec_${old}`);
    expect(await secrets.signing()).toEqual([young, old]);
    await writeFile(path, `${young}\n`);
    expect(await secrets.signing()).toEqual([young]);
  });

  it.each([
    ['', 'holds no webhook secret'],
    ['\n\n', 'holds no webhook secret'],
    [`whsec_${'n'.repeat(44)}\npassword`, 'line 2 of'],
  ])('fail as %j, and tell nothing of it', async (text, reason) => {
    const secrets = await openWebhookSecrets(path);
    await writeFile(path, text);
    const failure = secrets.signing();
    await expect(failure).rejects.toThrow(NoWebhookSecret);
    await expect(failure).rejects.toThrow(reason);
    await expect(failure).rejects.not.toThrow('password');
  });

  it('fault 71: fail in one line where there can be no file', async () => {
    await expect(openWebhookSecrets(join(folder, 'nowhere', 'secret'))).rejects.toMatchObject({
      name: 'CannotStart',
      message: expect.stringMatching(/^the webhook secret \S+ cannot be made: ENOENT/u) as unknown,
    });
  });
});
