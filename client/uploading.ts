import type { UploadBody, UploadRequestBody, UploadType } from '../lambdas/contract/upload.ts';
import type { Calling, CallingDeps } from './calling.ts';
import type { PutOptions } from './client-props.ts';
import { UnexpectedAnswer } from './errors.ts';
import { exchange } from './exchange.ts';
import { isSuccess, read } from './reading.ts';
import { repeating } from './repeating.ts';

export type UploadingDeps = Pick<CallingDeps, 'fetch' | 'clock' | 'timeoutSeconds' | 'repeats'> & {
  readonly call: Calling;
};

/** @returns the `s3://` address of the file. @throws TypeError where it is of a type that nobody takes */
export const uploading = async (
  file: Blob,
  { contentType, signal, ...options }: PutOptions,
  deps: UploadingDeps,
): Promise<string> => {
  const type = typeOf(file, contentType);
  const { repeats = deps.repeats, timeoutSeconds = deps.timeoutSeconds } = options;
  // A place that was posted to may be used up: each try takes another.
  const attempt = async () => {
    const body: UploadRequestBody = { content_type: type, size_bytes: file.size };
    const place = { method: 'POST', path: '/v1/uploads', body, repeatable: 'always' } as const;
    const { body: upload } = await deps.call<UploadBody>(place, { signal, timeoutSeconds, repeats: 0 });
    await post(file, upload.post, { timeoutSeconds: timeoutSeconds + file.size / slowest, signal }, deps);
    return upload.url;
  };
  return repeating(attempt, { repeatable: 'always', repeats, signal }, deps.clock);
};

/** Bytes a second. */
const slowest = 50_000;

const post = async (
  file: Blob,
  { url, fields }: UploadBody['post'],
  options: { readonly timeoutSeconds: number; readonly signal: AbortSignal | undefined },
  { fetch, clock }: UploadingDeps,
): Promise<void> => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  // S3 reads no field that comes after the file.
  body.append('file', file, 'file');
  const request = { method: 'POST', url, headers: new Headers(), body, ...options };
  const received = await exchange(request, { fetch, clock });
  if (isSuccess(received.status)) return;
  try {
    read(received, clock.now());
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer)) throw error;
    const { status, retryAfterSeconds } = error;
    const facts = { status, body: received.text, retryAfterSeconds };
    throw new UnexpectedAnswer(`The file was not taken (${status}).`, facts);
  }
};

/** By the ending of a name, as browsers do not know all of them. */
const byEnding = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
} as const satisfies Record<string, UploadType>;

const taken: readonly string[] = Object.values(byEnding);

const isTaken = (type: string | undefined): type is UploadType => type !== undefined && taken.includes(type);

const typeOf = (file: Blob, given: string | undefined): UploadType => {
  const name = 'name' in file && typeof file.name === 'string' ? file.name : '';
  const ending = /\.(?<ending>[a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase() ?? '';
  const named = Object.entries(byEnding).find(([known]) => known === ending)?.[1];
  const own = file.type.replace(/;.*$/su, '').trim();
  const type = given ?? (isTaken(own) ? own : (named ?? own));
  if (isTaken(type)) return type;
  throw new TypeError(
    `A file must be ${[...new Set(taken)].join(', ')}, and ${name === '' ? 'this one' : name} is ` +
      `${type === '' ? 'of no type that it says: give contentType' : type}.`,
  );
};
