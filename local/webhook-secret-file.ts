import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { usableSecret } from '../lambdas/adapters/webhooks/signing.ts';
import { NoWebhookSecret } from '../lambdas/core/errors.ts';
import type { WebhookSecrets } from '../lambdas/core/webhooks.ts';
import { CannotStart, firstLine, hasCode } from './errors.ts';

/**
 * What webhooks are signed with, in a file, a secret a line. Each of them signs: a new one put first, with the one
 * before below it, rotates. Read at each attempt, and made where there is none. @throws CannotStart
 */
export const openWebhookSecrets = async (path: string): Promise<WebhookSecrets> => {
  try {
    await writeFile(path, `whsec_${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) {
      throw new CannotStart(`the webhook secret ${path} cannot be made: ${firstLine(cause)}`, { cause });
    }
  }
  return {
    signing: async () => {
      const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
      const secrets = lines.map((line, place) => {
        const secret = usableSecret(line);
        if (secret === undefined)
          throw new NoWebhookSecret(`line ${place + 1} of ${path} is no webhook secret`);
        return secret;
      });
      if (secrets.length === 0) throw new NoWebhookSecret(`${path} holds no webhook secret`);
      return secrets;
    },
  };
};
