import { DownloadFailed } from '../../core/errors.ts';
import { NotPublic } from '../public-network/public-connector.ts';
import { Client, type buildConnector } from '../undici.ts';
import { allowsPlace, type Places } from './allowed-places.ts';

export interface MediaTimeouts {
  /** To connect, the TLS handshake included. @default 10000 */
  readonly connectMs?: number | undefined;
  /** From the request to the first byte of the answer. @default 30000 */
  readonly headersMs?: number | undefined;
  /** Between two pieces of the body. @default 10000 */
  readonly idleMs?: number | undefined;
  /** For the whole file, however steadily it drips. @default 600000 */
  readonly totalMs?: number | undefined;
}

export interface FetchProps {
  readonly places: Places;
  readonly connect: buildConnector.connector;
  readonly headersMs: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
  /**
   * Connections by origin, for more than one request; whoever gave it destroys them.
   * @default - each answer has a connection of its own
   */
  readonly kept?: Map<string, Client> | undefined;
}

/** An answer whose body has yet to be read; it holds its connection until `close`. */
export interface MediaAnswer {
  /** Where it came from in the end. */
  readonly address: string;
  readonly statusCode: number;
  readonly header: (name: string) => string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  readonly close: () => Promise<void>;
}

const mostRedirects = 3;

/** Asks for `address` and what it redirects to, each only if it is allowed. @throws DownloadFailed */
export const fetchMedia = async (
  address: string,
  headers: Readonly<Record<string, string>>,
  props: FetchProps,
): Promise<MediaAnswer> => {
  let next = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const url = placeOf(next, props.places);
    const answer = await ask(url, wirePath(next, url), headers, props);
    if (!isRedirect(answer.statusCode)) return { ...answer, address: next };
    await answer.close();
    const location = answer.header('location');
    if (location === undefined || !URL.canParse(location, url.href)) {
      throw new DownloadFailed(`${url.host} redirects to nowhere`, { statusCode: answer.statusCode });
    }
    next = URL.canParse(location) ? location : new URL(location, url).href;
  }
  throw new DownloadFailed(`It is redirected more than ${mostRedirects} times`);
};

const isRedirect = (statusCode: number) => [301, 302, 303, 307, 308].includes(statusCode);

// Only the host is ever told: the rest of such an address is as good as a key.
const placeOf = (address: string, places: Places): URL => {
  if (!URL.canParse(address)) throw new DownloadFailed('This is no address');
  const url = new URL(address);
  if (!allowsPlace(places, url))
    throw new DownloadFailed(`Nothing is fetched from ${url.protocol}//${url.host}`);
  return url;
};

// Signed and storage addresses mean their path as it is written. The parser's version serves only where the
// written one cannot go on the wire. Where to connect is always the parser's word.
const wirePath = (address: string, url: URL): string => {
  const written = /^https?:\/\/[^/?#\\]+(?<path>\/[^#]*)/iu.exec(address)?.groups?.['path'];
  return written !== undefined && /^[\u0021-\u007e]+$/u.test(written)
    ? written
    : `${url.pathname}${url.search}`;
};

const ask = async (
  url: URL,
  path: string,
  headers: Readonly<Record<string, string>>,
  props: FetchProps,
): Promise<Omit<MediaAnswer, 'address'>> => {
  const { kept, signal } = props;
  const client = kept?.get(url.origin) ?? clientTo(url.origin, props);
  kept?.set(url.origin, client);
  try {
    const response = await client.request({
      method: 'GET',
      path,
      // Compressed, the announced length would not be the file's.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'reshoot', ...headers },
      signal,
    });
    const { statusCode, body } = response;
    return {
      statusCode,
      body,
      header: (name) => [response.headers[name]].flat()[0],
      close: async () => {
        if (kept === undefined) await client.destroy();
        else body.on('error', () => undefined).destroy();
      },
    };
  } catch (cause) {
    if (kept === undefined) await client.destroy();
    throw new DownloadFailed(
      cause instanceof NotPublic
        ? `Nothing is fetched from ${url.host}: it is not on the public network`
        : `${url.host} gave no answer: ${reasonOf(cause)}`,
      { cause },
    );
  }
};

const clientTo = (origin: string, { connect, headersMs, idleMs }: FetchProps): Client =>
  new Client(origin, {
    pipelining: 0,
    allowH2: false,
    connect,
    headersTimeout: headersMs,
    bodyTimeout: idleMs,
  });

export const reasonOf = (error: unknown): string => {
  const { code, name } = Object(error) as { code?: string | number; name?: string };
  return typeof code === 'string' ? code : (name ?? 'unknown');
};
