import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ReceiverPlaces } from '../../../../lambdas/adapters/webhooks/receiver-places.ts';
import { signedWebhooks } from '../../../../lambdas/adapters/webhooks/webhooks.ts';
import { systemClock } from '../../../../lambdas/adapters/system-clock.ts';
import type { Webhooks } from '../../../../lambdas/core/webhooks.ts';
import { loopbackServer, type Act, type Loopback, type Received } from '../loopback-server.ts';

export const aSecret = (): string => randomBytes(32).toString('base64');

/** What a receiver makes of a request with its secret. @throws WebhookVerificationError */
export const verified = (secret: string, { headers, body }: Received): unknown =>
  new Webhook(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });

export const onThisMachine: ReceiverPlaces = { loopbackHttp: true };

export interface Receiving extends Loopback {
  readonly webhooks: Webhooks;
  readonly secret: string;
}

/** A receiver on this machine that does one act for each request, and what sends to it. */
export const receiving = async (
  timeoutMs: number | undefined,
  ...acts: [Act, ...Act[]]
): Promise<Receiving> => {
  const secret = aSecret();
  const secrets = { signing: async () => [secret] };
  const webhooks = signedWebhooks({ secrets, places: onThisMachine, clock: systemClock, timeoutMs });
  return { ...(await loopbackServer(...acts)), webhooks, secret };
};
