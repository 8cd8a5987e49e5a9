import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening } from '../loopback-server.ts';

/** What a path of the server holds, or how it answers. */
export type Held = Uint8Array | ((request: IncomingMessage, response: ServerResponse) => unknown);

export interface MediaServer {
  urlOf(name: string): string;
  hold(name: string, held: Held): string;
  /** Every request so far, as `GET name bytes=0-1`. */
  readonly journal: string[];
  /** How many bytes of bodies were written. */
  sent(): number;
  close(): Promise<void>;
}

/** A file server that gives ranges, as S3 does, and forbids HEAD. */
export const mediaServer = async (): Promise<MediaServer> => {
  const files = new Map<string, Held>();
  const journal: string[] = [];
  let sent = 0;
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1));
    journal.push(`${request.method ?? ''} ${name} ${request.headers.range ?? ''}`.trim());
    const write = response.write.bind(response);
    response.write = ((...args: Parameters<typeof write>) => {
      sent += Buffer.byteLength(args[0] as Uint8Array);
      return write(...args);
    }) as typeof response.write;
    const held = files.get(name);
    if (request.method !== 'GET') response.writeHead(403).end();
    else if (held === undefined) response.writeHead(404).end();
    else if (typeof held === 'function') held(request, response);
    else giveRange(held, request, response);
  });
  const { port, close } = await listening(server);
  const urlOf = (name: string) => `http://127.0.0.1:${port}/${encodeURIComponent(name)}`;
  return {
    urlOf,
    hold: (name, held) => {
      files.set(name, held);
      return urlOf(name);
    },
    journal,
    sent: () => sent,
    close,
  };
};

export const giveRange = (bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): void => {
  const { from, to } = /^bytes=(?<from>\d+)-(?<to>\d+)$/u.exec(request.headers.range ?? '')?.groups ?? {};
  const start = Number(from);
  const end = Math.min(Number(to) + 1, bytes.byteLength);
  if (start >= bytes.byteLength) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.byteLength}` }).end();
    return;
  }
  response.writeHead(206, {
    'content-range': `bytes ${start}-${end - 1}/${bytes.byteLength}`,
    'content-length': String(end - start),
    etag: '"one"',
  });
  response.write(bytes.subarray(start, end));
  response.end();
};

/** All of it, whatever part was asked for. */
export const giveWhole =
  (bytes: Uint8Array): Held =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': String(bytes.byteLength) });
    response.write(bytes);
    response.end();
  };
