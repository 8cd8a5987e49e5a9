import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { operationOf } from '../../test/fakes/s3-wire.ts';
import { withoutChunks } from './aws-chunks.ts';
import { pace } from './pace.ts';
import { piecesOf, sizeOf, storeIn, type Stored } from './stored-files.ts';

export type ToS3 =
  | {
      /** Of every call. */
      readonly latencyMs: number;
      /** Bytes a second that it takes; 0 for as fast as it goes. */
      readonly rate: number;
    }
  | { readonly tell: string };

export type FromS3 =
  | { readonly port: number }
  | { readonly ready: true }
  | {
      /** Requests since it was made ready, by operation. */
      readonly requests: Readonly<Record<string, number>>;
      /** Of the object that was asked about, in hexadecimal; undefined where there is none. */
      readonly sha256?: string | undefined;
      /** Keys of all objects, and uploads that were neither completed nor aborted. */
      readonly keys: readonly string[];
      readonly unfinished: number;
    };

/** The entry of a process that is S3, as far as the copies ask for it: what it stores lies in files. */
const say = (message: FromS3): void => {
  process.send?.(message);
};

interface Call {
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | { readonly stored: Stored; readonly start: number; readonly end: number };
}

const folder = await mkdtemp(join(tmpdir(), 'bench-storing-'));
const objects = new Map<string, Stored>();
const uploads = new Map<string, Map<number, Stored>>();
let [latencyMs, rate] = [0, 0];
let requests: Record<string, number> = {};

async function* paced(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const keepTo = pace(rate);
  for await (const piece of body) {
    yield piece;
    await keepTo(piece.byteLength);
  }
}

const bodyOf = (request: IncomingMessage): AsyncIterable<Uint8Array> =>
  request.headers['content-encoding']?.includes('aws-chunked') === true
    ? withoutChunks(paced(request))
    : paced(request);

const xml = (body: string): Answer => ({ headers: { 'content-type': 'application/xml' }, body });
const tagged = (): Answer => ({ headers: { etag: `"${randomUUID()}"` } });
const missing: Answer = { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };

const operations: Readonly<Record<string, (call: Call) => Promise<Answer>>> = {
  PutObject: async ({ key, request }) => {
    objects.set(key, await storeIn(folder, bodyOf(request)));
    return tagged();
  },
  CreateMultipartUpload: async () => {
    const id = randomUUID();
    uploads.set(id, new Map());
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  },
  UploadPart: async ({ query, request }) => {
    const part = await storeIn(folder, bodyOf(request));
    uploads.get(query.get('uploadId') ?? '')?.set(Number(query.get('partNumber')), part);
    return tagged();
  },
  CompleteMultipartUpload: async ({ key, query, request }) => {
    await buffer(bodyOf(request));
    const id = query.get('uploadId') ?? '';
    const parts = [...(uploads.get(id) ?? [])].toSorted(([one], [other]) => one - other);
    objects.set(
      key,
      parts.flatMap(([, part]) => part),
    );
    uploads.delete(id);
    return xml('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
  },
  AbortMultipartUpload: async ({ query }) => {
    uploads.delete(query.get('uploadId') ?? '');
    return { status: 204 };
  },
  CopyObject: async ({ key, request }) => {
    const source = String(request.headers['x-amz-copy-source']).split('/').slice(1);
    const stored = objects.get(source.map(decodeURIComponent).join('/'));
    if (stored === undefined) return missing;
    objects.set(key, stored);
    return xml('<CopyObjectResult><ETag>"copy"</ETag></CopyObjectResult>');
  },
  GetObject: async ({ key, request }) => {
    const stored = objects.get(key);
    if (stored === undefined) return missing;
    const range = /^bytes=(\d+)-(\d+)$/u.exec(request.headers.range ?? '');
    const size = sizeOf(stored);
    if (range === null) return { body: { stored, start: 0, end: size } };
    const [start, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, size)];
    const contentRange = `bytes ${start}-${end - 1}/${size}`;
    return { status: 206, headers: { 'content-range': contentRange }, body: { stored, start, end } };
  },
  DeleteObject: async ({ key }) => {
    objects.delete(key);
    return { status: 204 };
  },
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { method = '', headers } = request;
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://s3');
  const key = pathname.split('/').slice(2).map(decodeURIComponent).join('/');
  const operation = operationOf(method, key, query, headers);
  requests[operation] = (requests[operation] ?? 0) + 1;
  const given = (await operations[operation]?.({ key, query, request })) ?? { status: 501 };
  await sleep(latencyMs);
  const { body = '' } = given;
  const sizeBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.end - body.start;
  response.writeHead(given.status ?? 200, { ...given.headers, 'content-length': sizeBytes });
  if (typeof body === 'string') response.end(body);
  else await pipeline(piecesOf(body.stored, body.start, body.end), response);
};

const hashOf = async (stored: Stored): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(stored, 0, sizeOf(stored))) hash.update(piece);
  return hash.digest('hex');
};

const forget = async (): Promise<void> => {
  objects.clear();
  uploads.clear();
  requests = {};
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
};

const heed = async (message: ToS3): Promise<FromS3> => {
  if ('tell' in message) {
    const stored = objects.get(message.tell);
    const sha256 = stored === undefined ? undefined : await hashOf(stored);
    return { requests, sha256, keys: [...objects.keys()], unfinished: uploads.size };
  }
  await forget();
  ({ latencyMs, rate } = message);
  return { ready: true };
};

process.on('message', (message: ToS3) => {
  void heed(message).then(say);
});
process.on('disconnect', () => {
  void rm(folder, { recursive: true, force: true }).then(() => process.exit());
});
const server = createServer((request, response) => {
  // A body that breaks off leaves nothing, and nobody to answer.
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  say({ port: (server.address() as AddressInfo).port });
});
