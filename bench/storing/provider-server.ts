import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { grownClip, type GrownClip } from '../../test/fakes/grown-clip.ts';
import { pace } from './pace.ts';

/** What the next copy is served. */
export interface Serving {
  readonly sizeBytes: number;
  /** Bytes a second; 0 for as fast as it goes. */
  readonly rate: number;
  /** How often the connection breaks, evenly over the clip. */
  readonly breaks: number;
}

export type ToProvider = { readonly serve: Serving } | { readonly tell: true };

export type FromProvider =
  | { readonly port: number }
  /** Ready to serve what has this hash, in hexadecimal. */
  | { readonly sha256: string }
  | { readonly servedBytes: number };

/** The entry of a process that serves outputs as the provider's storage does: with ranges (RFC 9110, 14) and an ETag. */
const say = (message: FromProvider): void => {
  process.send?.(message);
};

const pieceBytes = 262_144;
const clips = new Map<number, { readonly clip: GrownClip; readonly sha256: string }>();
let serving: Serving = { sizeBytes: 0, rate: 0, breaks: 0 };
let [broken, servedBytes] = [0, 0];

const clipFor = async (sizeBytes: number) => {
  const known = clips.get(sizeBytes);
  if (known !== undefined) return known;
  const clip = await grownClip(sizeBytes);
  const hash = createHash('sha256');
  for (let at = 0; at < sizeBytes;) {
    const piece = clip.piece(at, sizeBytes);
    hash.update(piece);
    at += piece.byteLength;
  }
  const made = { clip, sha256: hash.digest('hex') };
  clips.set(sizeBytes, made);
  return made;
};

const server = createServer((request, response) => {
  const { sizeBytes } = serving;
  const from = Number(/^bytes=(?<from>\d+)-$/u.exec(request.headers.range ?? '')?.groups?.['from'] ?? 0);
  response.writeHead(request.headers.range === undefined ? 200 : 206, {
    'content-type': 'video/mp4',
    'content-length': sizeBytes - from,
    etag: `"${sizeBytes}"`,
    ...(request.headers.range === undefined
      ? {}
      : { 'content-range': `bytes ${from}-${sizeBytes - 1}/${sizeBytes}` }),
  });
  void send(response, from);
});

const send = async (response: ServerResponse, from: number): Promise<void> => {
  const { sizeBytes, rate, breaks } = serving;
  const { clip } = await clipFor(sizeBytes);
  const keepTo = pace(rate);
  for (let at = from; at < sizeBytes && !response.destroyed;) {
    const stop = broken < breaks ? Math.floor((sizeBytes * (broken + 1)) / (breaks + 1)) : sizeBytes;
    const piece = clip.piece(at, Math.min(at + pieceBytes, stop));
    at += piece.byteLength;
    servedBytes += piece.byteLength;
    await written(response, piece);
    if (at === stop && stop < sizeBytes) {
      broken += 1;
      // What is on its way is lost.
      response.socket?.resetAndDestroy();
      return;
    }
    await keepTo(piece.byteLength);
  }
  response.end();
};

const written = async (response: ServerResponse, piece: Uint8Array): Promise<void> => {
  if (response.write(piece)) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const go = () => {
    resolve(undefined);
  };
  response.once('drain', go).once('close', go);
  await promise;
  response.off('drain', go).off('close', go);
};

process.on('message', (message: ToProvider) => {
  if ('tell' in message) {
    say({ servedBytes });
    return;
  }
  serving = message.serve;
  [broken, servedBytes] = [0, 0];
  void clipFor(serving.sizeBytes).then(({ sha256 }) => {
    say({ sha256 });
  });
});
process.on('disconnect', () => {
  process.exit();
});
server.listen(0, '127.0.0.1', () => {
  say({ port: (server.address() as AddressInfo).port });
});
