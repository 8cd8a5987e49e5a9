import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { listening, type Listening } from '../lambdas/adapters/loopback-server.ts';

/** One call of S3's REST API, path style. */
export interface S3Call {
  readonly operation: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface S3Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A server on this machine that answers S3's calls, whoever signed them. */
export const s3Server = async (answer: (call: S3Call) => S3Answer): Promise<Listening> =>
  listening(
    createServer((request, response) => {
      void callOf(request).then(
        (call) => {
          const { status = 200, headers = {}, body = '' } = answer(call);
          response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
        },
        // It broke off: nothing of it is kept, and nobody is left to be answered.
        () => response.destroy(),
      );
    }),
  );

export const xml = (body: string, status = 200): S3Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});

/** As the content of an element. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const callOf = async (request: IncomingMessage): Promise<S3Call> => {
  const { method = '', headers } = request;
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://s3');
  const [, , ...path] = pathname.split('/').map(decodeURIComponent);
  const key = path.join('/');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const isChunked = headers['content-encoding']?.includes('aws-chunked') ?? false;
  const body = isChunked ? withoutChunks(raw) : raw;
  return { operation: operationOf(method, key, query, headers), key, query, headers, body };
};

/** The name that S3 has for what is asked. */
export const operationOf = (
  method: string,
  key: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): string => {
  const multipart = query.has('uploadId');
  if (method === 'POST') return multipart ? 'CompleteMultipartUpload' : 'CreateMultipartUpload';
  if (method === 'PUT') {
    if (headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
    return multipart ? 'UploadPart' : 'PutObject';
  }
  if (method === 'DELETE') return multipart ? 'AbortMultipartUpload' : 'DeleteObject';
  return key === '' ? 'ListObjectsV2' : 'GetObject';
};

// Each chunk is its size in hexadecimal, maybe a signature, CRLF, its bytes, CRLF; checksums trail the last, empty one.
const withoutChunks = (raw: Buffer): Buffer => {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.toString('latin1', at, line), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(raw.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
};
