import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, get as httpGet, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { inspectMedia } from '../../lambdas/adapters/media/inspect-media.ts';
import { mediaDownloads } from '../../lambdas/adapters/media/media-downloads.ts';
import { s3Results } from '../../lambdas/adapters/s3/results.ts';
import { copyOutput } from '../../lambdas/store-result/copy-output.ts';
import { s3ClientAt } from '../../test/fakes/s3.ts';

export interface Places {
  /** Of the provider's output. */
  readonly output: string;
  /** Of S3. */
  readonly endpoint: string;
}

/** What was copied where. */
export interface Copied {
  readonly key: string;
  readonly sha256: string;
}

export const bucketName = 'results';
const key = 'edits/ed_1/output.mp4';

/** The whole way of `store-result`: fetched, hashed, stored, looked into, published. */
const ours = async ({ output, endpoint }: Places): Promise<Copied> =>
  copyOutput(
    { editId: 'ed_1', place: 1, output: { url: output, kind: 'video' } },
    {
      downloads: mediaDownloads({
        places: { kind: 'loopback', origins: [new URL(output).origin] },
        maxBytes: 2 * 1_024 ** 3,
      }),
      results: s3Results({ client: s3ClientAt(endpoint), bucketName }),
      inspect: inspectMedia,
    },
  );

const buffered = async ({ output, endpoint }: Places): Promise<Copied> => {
  const body = new Uint8Array(await (await fetch(output)).arrayBuffer());
  const sha256 = createHash('sha256').update(body).digest('hex');
  await s3ClientAt(endpoint).send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: body }));
  return { key, sha256 };
};

const streamed = async ({ output, endpoint }: Places): Promise<Copied> => {
  const hash = createHash('sha256');
  const { body, headers } = await fetch(output);
  if (body === null) throw new Error('the provider sent nothing');
  const source: AsyncIterable<Uint8Array> = body;
  const hashed = async function* hashed() {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await s3ClientAt(endpoint).send(
    new PutObjectCommand({
      Bucket: bucketName,
      Key: key,
      Body: Readable.from(hashed()),
      ContentLength: Number(headers.get('content-length')),
    }),
  );
  return { key, sha256: hash.digest('hex') };
};

/** What the machine gives: read, hashed and sent at once, by nothing but Node's http. */
const raw = async ({ output, endpoint }: Places): Promise<Copied> => {
  const hash = createHash('sha256');
  const [source] = (await once(httpGet(output), 'response')) as [IncomingMessage];
  const put = httpRequest(`${endpoint}/${bucketName}/${key}`, {
    method: 'PUT',
    headers: { 'content-length': source.headers['content-length'] },
  });
  const answered = once(put, 'response') as Promise<[IncomingMessage]>;
  source.on('data', (chunk: Buffer) => hash.update(chunk));
  await pipeline(source, put);
  await buffer((await answered)[0]);
  return { key, sha256: hash.digest('hex') };
};

export const ways = { ours, streamed, buffered, raw } as const satisfies Record<
  string,
  (places: Places) => Promise<Copied>
>;

export type Way = keyof typeof ways;
