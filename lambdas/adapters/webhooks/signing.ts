import { Webhook } from 'standardwebhooks';
import type { Millis } from '../../core/edit.ts';

const fewestBytes = 24;

/** The secret in this text, with or without its prefix `whsec_`; undefined where there is none to sign with. */
export const usableSecret = (text: string | undefined): string | undefined => {
  const secret = text?.trim().replace(/^whsec_/u, '') ?? '';
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u.test(secret)) return undefined;
  return Buffer.from(secret, 'base64').byteLength < fewestBytes ? undefined : secret;
};

export interface Signed {
  readonly id: string;
  readonly at: Millis;
  readonly body: string;
}

/** The headers of Standard Webhooks, with a signature by each of the secrets. */
export const signedHeaders = (
  secrets: readonly string[],
  { id, at, body }: Signed,
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
});
