import type { Clock } from './clock.ts';
import { ConnectionError } from './errors.ts';

export interface Network {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | FormData | undefined;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal | undefined;
}

/** A whole answer, whoever gave it. */
export interface Received {
  /** 0 where a browser keeps a redirection to itself. */
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request, once. @throws ConnectionError where no whole answer comes in time; the signal's reason */
export const exchange = async (request: Request, { fetch, clock }: Network): Promise<Received> => {
  const { method, url, headers, body, timeoutSeconds, signal } = request;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const abort = () => {
    stop.abort(signal?.reason);
  };
  const tooLate = new Error(`No answer within ${timeoutSeconds} s`);
  let answered = false;
  const keep = clock.later(timeoutSeconds * 1_000, () => {
    stop.abort(tooLate);
  });
  signal?.addEventListener('abort', abort);
  try {
    // A redirected POST would become a GET: nothing is followed.
    const init = { method, headers, redirect: 'manual', signal: stop.signal, body: body ?? null } as const;
    const response = await fetch(url, init);
    answered = true;
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    const timedOut = stop.signal.reason === tooLate;
    const where = `${method} ${url.replace(/\?.*$/su, '')}`;
    const requestMayHaveArrived = timedOut || answered || !neverLeft(cause);
    const what = timedOut
      ? tooLate.message
      : answered
        ? 'The answer broke off'
        : `Nobody answered${reasonOf(cause)}`;
    throw new ConnectionError(`${what}: ${where}.`, { cause, requestMayHaveArrived });
  } finally {
    keep();
    signal?.removeEventListener('abort', abort);
  }
};

// Node.js says which; a browser never does.
const whereNothingLeft: readonly unknown[] = [
  ...['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'],
  ...['UND_ERR_CONNECT_TIMEOUT'],
];

// Not by instanceof: it may be an error of another realm.
const part = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;

const codeOf = (error: unknown): unknown => part(part(error, 'cause'), 'code');

const neverLeft = (error: unknown): boolean => whereNothingLeft.includes(codeOf(error));

const reasonOf = (error: unknown): string => {
  const code = codeOf(error);
  return typeof code === 'string' ? ` (${code})` : '';
};
