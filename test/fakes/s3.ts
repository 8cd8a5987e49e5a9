import { createHash, randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { escaped, s3Server, xml, type S3Answer, type S3Call } from './s3-wire.ts';

export interface FakeS3 {
  /** Tries each call three times, as S3's client does where nobody says otherwise. */
  readonly client: S3Client;
  readonly bucketName: string;
  readonly objects: ReadonlyMap<string, { readonly bytes: Buffer; readonly contentType: string }>;
  /** Multipart uploads that are neither completed nor aborted, by their ids. */
  readonly uploads: ReadonlyMap<string, unknown>;
  /** The calls in their order, as `UploadPart work/x`, those that were refused too. */
  readonly calls: string[];
  readonly origin: string;
  readonly close: () => Promise<void>;
}

interface Part {
  readonly etag: string;
  readonly bytes: Buffer;
}

const smallestPart = 5 * 1_024 * 1_024;

/**
 * S3 on this machine, in memory: the calls that this project makes.
 * @param breaks answers to a call, before it has done anything, with what goes wrong: an error code of S3
 */
export const fakeS3 = async (
  breaks: (call: string) => ErrorCode | undefined = () => undefined,
): Promise<FakeS3> => {
  const objects = new Map<string, { bytes: Buffer; contentType: string }>();
  const uploads = new Map<string, { contentType: string; parts: Map<string, Part> }>();
  const calls: string[] = [];
  const idOf = ({ query }: S3Call) => query.get('uploadId') ?? '';
  const typeOf = ({ headers }: S3Call) => headers['content-type'] ?? '';
  const objectAt = (key: string) => objects.get(key) ?? refuse('NoSuchKey');
  const uploadOf = (call: S3Call) => uploads.get(idOf(call)) ?? refuse('NoSuchUpload');

  const operations: Record<string, (call: S3Call) => S3Answer> = {
    PutObject: (call) => {
      const length = call.headers['x-amz-decoded-content-length'] ?? call.headers['content-length'];
      if (Number(length) !== call.body.byteLength) refuse('IncompleteBody');
      objects.set(call.key, { bytes: call.body, contentType: typeOf(call) });
      return { headers: { etag: etagOf(call.body) } };
    },
    CreateMultipartUpload: (call) => {
      const id = randomUUID();
      uploads.set(id, { contentType: typeOf(call), parts: new Map() });
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    },
    UploadPart: (call) => {
      const part = { etag: etagOf(call.body), bytes: call.body };
      uploadOf(call).parts.set(call.query.get('partNumber') ?? '', part);
      return { headers: { etag: part.etag } };
    },
    CompleteMultipartUpload: (call) => {
      const { contentType, parts } = uploadOf(call);
      const named =
        call.body
          .toString()
          .replaceAll('&quot;', '"')
          .match(/<Part>.*?<\/Part>/gsu) ?? [];
      const chosen = named.map((part) => {
        const found = parts.get(/<PartNumber>(?<number>\d+)</u.exec(part)?.groups?.['number'] ?? '');
        return found !== undefined && part.includes(found.etag) ? found.bytes : refuse('InvalidPart');
      });
      if (chosen.slice(0, -1).some((bytes) => bytes.byteLength < smallestPart)) refuse('EntityTooSmall');
      objects.set(call.key, { bytes: Buffer.concat(chosen), contentType });
      uploads.delete(idOf(call));
      return xml('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
    },
    AbortMultipartUpload: (call) => {
      uploadOf(call);
      uploads.delete(idOf(call));
      return { status: 204 };
    },
    CopyObject: (call) => {
      const { 'x-amz-copy-source': source, 'x-amz-metadata-directive': directive } = call.headers;
      const from = String(source).split('/').map(decodeURIComponent).slice(1).join('/');
      const { bytes, contentType } = objectAt(from);
      objects.set(call.key, { bytes, contentType: directive === 'REPLACE' ? typeOf(call) : contentType });
      return xml(`<CopyObjectResult><ETag>${etagOf(bytes)}</ETag></CopyObjectResult>`);
    },
    GetObject: ({ key, headers }): S3Answer => {
      const { bytes, contentType } = objectAt(key);
      const range = /^bytes=(\d+)-(\d+)$/u.exec(headers.range ?? '');
      if (range === null) return { headers: { 'content-type': contentType }, body: bytes };
      const [start, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, bytes.byteLength)];
      if (start >= bytes.byteLength) refuse('InvalidRange');
      const contentRange = `bytes ${start}-${end - 1}/${bytes.byteLength}`;
      return { status: 206, headers: { 'content-range': contentRange }, body: bytes.subarray(start, end) };
    },
    DeleteObject: ({ key }) => {
      objects.delete(key);
      return { status: 204 };
    },
    ListObjectsV2: ({ query }) => {
      const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? ''));
      const contents = keys.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`);
      return xml(`<ListBucketResult>${contents.toSorted().join('')}</ListBucketResult>`);
    },
  };

  const { port, close } = await s3Server((call) => {
    const name = `${call.operation} ${call.key}`;
    calls.push(name);
    try {
      const broken = breaks(name);
      if (broken !== undefined) refuse(broken);
      return operations[call.operation]?.(call) ?? refuse('InternalError');
    } catch (error) {
      const code = error instanceof Refused ? error.code : 'InternalError';
      return xml(`<Error><Code>${code.replace('OkThen', '')}</Code></Error>`, statuses[code]);
    }
  });
  const origin = `http://127.0.0.1:${port}`;
  return { client: s3ClientAt(origin), bucketName: 'fake-results', objects, uploads, calls, origin, close };
};

export const s3ClientAt = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    forcePathStyle: true,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake' },
    maxAttempts: 3,
  });

const statuses = {
  AccessDenied: 403,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidPart: 400,
  InvalidRange: 416,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  ServiceUnavailable: 503,
  /** A copy or a completion may begin its answer before it knows how it ends. */
  OkThenInternalError: 200,
} as const;

type ErrorCode = keyof typeof statuses;

class Refused extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

const refuse = (code: ErrorCode): never => {
  throw new Refused(code);
};

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
