import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Answer, Serving } from './answer.ts';

export interface OutputRequest extends Serving {
  readonly path: string;
  readonly method: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/** One span of bytes, as video players and resuming downloads ask for; anything else means the whole file. */
const spanOf = (range: string | undefined, size: number): Span | 'whole' | 'unsatisfiable' => {
  const found = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  if (found === null || (found[1] === '' && found[2] === '')) return 'whole';
  const [from, to] = [found[1] ?? '', found[2] ?? ''];
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first > last ? 'unsatisfiable' : { first, last };
};

/**
 * A file with a strong ETag, without which a cut-off download may not be resumed. @fastify/static knows weak ones
 * only. The file's name is the hash of everything that went into it, so it stands for its content.
 */
export const outputAnswer = async (request: OutputRequest): Promise<Answer> => {
  const { path, method, range, ifRange, whole = false } = request;
  const { size } = await stat(path);
  const etag = request.etag ?? `"${createHash('md5').update(basename(path)).digest('hex')}"`;
  const span = !whole && (ifRange === undefined || ifRange === etag) ? spanOf(range, size) : 'whole';
  const headers = { 'accept-ranges': 'bytes', 'content-type': 'video/mp4', etag };
  if (span === 'unsatisfiable')
    return { status: 416, headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${size}` } };
  const { first, last } = span === 'whole' ? { first: 0, last: size - 1 } : span;
  return {
    status: span === 'whole' ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(last - first + 1),
      ...(span !== 'whole' && { 'content-range': `bytes ${first}-${last}/${size}` }),
    },
    ...(method !== 'HEAD' && { body: createReadStream(path, { start: first, end: last }) }),
  };
};
