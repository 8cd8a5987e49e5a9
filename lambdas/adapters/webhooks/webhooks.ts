import type { Dispatcher } from 'undici';
import { attemptSeconds } from '../../core/delivering.ts';
import type { Clock } from '../../core/ports.ts';
import type { Posted, Webhooks, WebhookSecrets } from '../../core/webhooks.ts';
import { NotPublic } from '../public-network/public-connector.ts';
import { retryAfterSeconds } from '../retry-after.ts';
import { Client } from '../undici.ts';
import { connectorTo, placeFault, type ReceiverPlaces } from './receiver-places.ts';
import { signedHeaders } from './signing.ts';

export interface SignedWebhooksProps {
  readonly secrets: WebhookSecrets;
  /** Held against every address before anything is sent there. */
  readonly places: ReceiverPlaces;
  readonly clock: Clock;
  /** For all of an attempt, however slowly the answer drips. @default 15000 */
  readonly timeoutMs?: number | undefined;
}

const mostAnswerBytes = 65_536;
const longestRetryAfterSeconds = 86_400;

/** Signed POSTs by Standard Webhooks: once each, on a connection of its own, and wherever a redirect leads, not there. */
export const signedWebhooks = (props: SignedWebhooksProps): Webhooks => ({
  post: async ({ id, url, body }) => {
    const { secrets, clock } = props;
    const signing = await secrets.signing();
    const began = clock.monotonic();
    const headers = {
      ...signedHeaders(signing, { id, at: clock.now(), body }),
      'content-type': 'application/json',
      'user-agent': 'reshoot',
    };
    const heard = await exchange(url, headers, body, props);
    return { ...heard, tookMs: clock.monotonic() - began };
  },
});

type Heard = Omit<Posted, 'tookMs'>;

const exchange = async (
  address: string,
  headers: Record<string, string>,
  body: string,
  { places, clock, timeoutMs = attemptSeconds * 1_000 }: SignedWebhooksProps,
): Promise<Heard> => {
  const url = new URL(address);
  const fault = placeFault(url, places);
  if (fault !== undefined) return { error: `The address ${fault}` };
  const client = new Client(url.origin, {
    pipelining: 0,
    allowH2: false,
    connect: connectorTo(url, places, timeoutMs),
  });
  // A signal would be heard only once there is a connection.
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
    void client.destroy();
  }, timeoutMs);
  let statusCode: number | undefined;
  try {
    const answer = await client.request({
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers,
      body,
      idempotent: false,
    });
    ({ statusCode } = answer);
    const whole = await drop(answer.body);
    return { statusCode, ...judged(answer, whole, clock.now()) };
  } catch (error) {
    const why = deadline.signal.aborted ? `no whole answer within ${timeoutMs / 1_000} s` : reasonOf(error);
    return { statusCode, error: `The receiver gave ${why}` };
  } finally {
    clearTimeout(timer);
    await client.destroy();
  }
};

/** Nobody needs what it says. @returns whether it came to an end before it was too much */
const drop = async (body: AsyncIterable<Uint8Array>): Promise<boolean> => {
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > mostAnswerBytes) return false;
  }
  return true;
};

const judged = ({ statusCode, headers }: Dispatcher.ResponseData, whole: boolean, now: number): Heard => {
  if (statusCode >= 200 && statusCode < 300) {
    return whole ? {} : { error: `The receiver answered with more than ${mostAnswerBytes} bytes` };
  }
  const redirected = statusCode >= 300 && statusCode < 400;
  const [retryAfter] = [headers['retry-after']].flat();
  return {
    error: `The receiver answered ${statusCode}${redirected ? ', and redirects are not followed' : ''}`,
    retryAfterSeconds: retryAfterSeconds(retryAfter, now, longestRetryAfterSeconds),
  };
};

// An error's own message may tell addresses of ours: its code does not.
const reasonOf = (error: unknown): string => {
  if (error instanceof NotPublic) return 'no answer: its host is not on the public network';
  const { code } = Object(error) as { code?: unknown };
  return `no answer${typeof code === 'string' ? `: ${code}` : ''}`;
};
