import type { Client } from 'undici';
import { DownloadFailed } from '../../core/errors.ts';
import type { OpenedMedia } from '../../core/ports.ts';
import { connectorTo, type Places } from './allowed-places.ts';
import { fetchMedia, reasonOf, type FetchProps, type MediaAnswer } from './fetch-media.ts';
import { segmentedReader } from './segments.ts';

export interface RemoteMediaProps {
  readonly places: Places;
  /** How many bytes come with opening it. */
  readonly firstBytes: number;
  /** To open it and for all that is read of it. */
  readonly totalMs: number;
  /** Of a server that gives no ranges, so much is read at most. */
  readonly maxBytes: number;
}

const connectMs = 4_000;

/**
 * Opens what lies at an address, to be read by ranges; without credentials, and over one connection.
 * @throws DownloadFailed
 */
export const openRemote = async (address: string, props: RemoteMediaProps): Promise<OpenedMedia> => {
  const { places, firstBytes, totalMs, maxBytes } = props;
  const kept = new Map<string, Client>();
  const close = async () => {
    await Promise.all([...kept.values()].map(async (client) => client.destroy()));
  };
  const signal = AbortSignal.timeout(totalMs);
  const fetching: FetchProps = {
    places,
    connect: connectorTo(places, Math.min(connectMs, totalMs)),
    headersMs: totalMs,
    idleMs: totalMs,
    signal,
    kept,
  };
  try {
    const answer = await fetchMedia(address, { range: `bytes=0-${firstBytes - 1}` }, fetching);
    const encoding = answer.header('content-encoding') ?? 'identity';
    if (encoding !== 'identity') throw new DownloadFailed(`The server sent it encoded as ${encoding}`);
    switch (answer.statusCode) {
      case 206:
        return { ...(await byRanges(answer, fetching)), close };
      case 200:
        return { ...(await whole(answer, maxBytes)), close };
      case 416:
        return { ...segmentedReader({ sizeBytes: 0, first: new Uint8Array(), fetch: nothing }), close };
      default:
        throw new DownloadFailed(`The server answered ${answer.statusCode}`, {
          statusCode: answer.statusCode,
        });
    }
  } catch (error) {
    await close();
    throw error;
  }
};

const nothing = async (): Promise<Uint8Array> => new Uint8Array();

interface Range {
  readonly start: number;
  readonly end: number;
  readonly sizeBytes: number;
}

const rangeOf = ({ header }: MediaAnswer): Range | undefined => {
  const groups = /^bytes (?<from>\d+)-(?<to>\d+)\/(?<size>\d+)$/u.exec(header('content-range') ?? '')?.groups;
  return (
    groups && {
      start: Number(groups['from']),
      end: Number(groups['to']) + 1,
      sizeBytes: Number(groups['size']),
    }
  );
};

const byRanges = async (opening: MediaAnswer, fetching: FetchProps) => {
  const range = rangeOf(opening);
  if (range?.start !== 0) throw new DownloadFailed('The server does not tell its size');
  const { sizeBytes } = range;
  const version = opening.header('etag') ?? opening.header('last-modified');
  const fetch = async (start: number, end: number): Promise<Uint8Array> => {
    const answer = await fetchMedia(opening.address, { range: `bytes=${start}-${end - 1}` }, fetching);
    const given = rangeOf(answer);
    const same = (answer.header('etag') ?? answer.header('last-modified')) === version;
    if (answer.statusCode !== 206 || given?.start !== start || given.sizeBytes !== sizeBytes || !same) {
      await answer.close();
      throw new DownloadFailed('It changed, or its server gave other bytes than those asked for');
    }
    return exactly(answer, end - start);
  };
  return segmentedReader({ sizeBytes, first: await exactly(opening, range.end), fetch });
};

// The whole file where it is small enough: parsers go back and forth.
const whole = async (answer: MediaAnswer, maxBytes: number) => {
  const length = answer.header('content-length');
  if (Number(length ?? 0) > maxBytes) throw unchecked(Number(length), maxBytes);
  const first = await upTo(answer, maxBytes);
  if (first === undefined) throw unchecked(undefined, maxBytes);
  if (length !== undefined && first.byteLength !== Number(length)) {
    throw new DownloadFailed(`${first.byteLength} of ${length} bytes came`);
  }
  return segmentedReader({ sizeBytes: first.byteLength, first, fetch: nothing });
};

const unchecked = (sizeBytes: number | undefined, maxBytes: number): DownloadFailed => {
  const has = sizeBytes === undefined ? `more than ${maxBytes}` : String(sizeBytes);
  return new DownloadFailed(
    `It has ${has} bytes, and its server gives no ranges (RFC 9110, 14): nobody can look into it without reading it whole. ` +
      'Put it on a server that does, such as S3',
  );
};

const exactly = async (answer: MediaAnswer, sizeBytes: number): Promise<Uint8Array> => {
  const bytes = await upTo(answer, sizeBytes);
  if (bytes?.byteLength === sizeBytes) return bytes;
  throw new DownloadFailed(
    bytes === undefined
      ? 'The server sent more than it was asked for'
      : `${bytes.byteLength} of ${sizeBytes} bytes came`,
  );
};

/** The body, or undefined where it is longer. */
const upTo = async (answer: MediaAnswer, maxBytes: number): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let came = 0;
  try {
    for await (const chunk of answer.body) {
      came += chunk.byteLength;
      if (came > maxBytes) return undefined;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new DownloadFailed(`It broke off after ${came} bytes: ${reasonOf(cause)}`, { cause });
  } finally {
    await answer.close();
  }
  return Buffer.concat(chunks);
};
