import { Client, buildConnector } from '../undici.ts';
import { parseAnswer, type Answer, type Hide } from './answer.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly origin: string;
  readonly path: string;
  readonly token: string;
  /** Refused just now, and as secret as the one that took its place. */
  readonly formerToken?: string | undefined;
  readonly body?: string | undefined;
  readonly connectMs: number;
  /** From beginning to end, however slowly the answer drips. */
  readonly timeoutMs: number;
}

/** What came of one call. `left`: whether the request may have reached the provider. */
export type Heard =
  | { readonly heard: true; readonly answer: Answer }
  | {
      readonly heard: false;
      /** The request may have reached the provider. */
      readonly left: boolean;
      /** It could not be made for want of a token. */
      readonly account?: true;
      readonly why: string;
    };

const longestAnswerBytes = 65_536;

/** Asks once, on a connection of its own, and follows no redirect. Never throws. */
export const exchange = async (call: Call): Promise<Heard> => {
  const { token, formerToken = '', timeoutMs } = call;
  const hide = hiding([token, formerToken]);
  const line = oneConnection(call.connectMs);
  // A kept connection may have died in the function's sleep, and nothing would tell whether a POST on it had
  // left. Without keep-alive, pipelining and HTTP/2, undici has no case left in which it sends a request again.
  const client = new Client(call.origin, { pipelining: 0, allowH2: false, connect: line.connect });
  // A signal would be heard only once there is a connection.
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
    void client.destroy();
  }, timeoutMs);
  try {
    const response = await client.request({
      method: call.method,
      path: call.path,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'user-agent': 'reshoot',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: call.body ?? null,
      idempotent: false,
    });
    const text = await textOf(response.body);
    const answer = parseAnswer(response.statusCode, response.headers['retry-after'], text, hide);
    return { heard: true, answer };
  } catch (error) {
    const why = deadline.signal.aborted
      ? `no whole answer within ${timeoutMs / 1_000} s`
      : hide(reasonOf(error));
    return { heard: false, left: line.wasMade(), why };
  } finally {
    clearTimeout(timer);
    await client.destroy();
  }
};

// undici hands a request to a socket only after the connector's callback, and with TLS that is after the
// certificate was found good. So, unlike an error's code, this proves that nothing left: ECONNRESET may come from
// the handshake or from after the request.
const oneConnection = (timeout: number) => {
  // The client's own setting does not reach a connector that it is given: it would offer HTTP/2, and speak it.
  const connect = buildConnector({ timeout, allowH2: false });
  let made = false;
  return {
    wasMade: () => made,
    connect: ((options, callback) => {
      if (made) {
        callback(new Error('A call has one connection'), null);
        return;
      }
      connect(options, (...result) => {
        made ||= result[0] === null;
        callback(...result);
      });
    }) satisfies buildConnector.connector,
  };
};

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > longestAnswerBytes) {
      throw new Error(`the answer is longer than ${longestAnswerBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const hiding =
  (tokens: readonly string[]): Hide =>
  (text) =>
    tokens
      .filter((token) => token !== '')
      .reduce((hidden, token) => hidden.replaceAll(token, '[token]'), text);

const reasonOf = (error: unknown): string => {
  const { code, name, message } = Object(error) as { code?: string; name?: string; message?: string };
  const kind = code ?? name ?? 'the call failed';
  return message === undefined || message === '' ? kind : `${message} (${kind})`;
};
