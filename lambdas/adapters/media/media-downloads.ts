import { setTimeout as sleep } from 'node:timers/promises';
import { DownloadFailed } from '../../core/errors.ts';
import type { Downloads } from '../../core/ports.ts';
import { connectorTo, type Places } from './allowed-places.ts';
import {
  fetchMedia,
  reasonOf,
  type FetchProps,
  type MediaAnswer,
  type MediaTimeouts,
} from './fetch-media.ts';

export interface MediaDownloadsProps {
  /** Held against every address, redirects included, before anything is sent there. */
  readonly places: Places;
  readonly maxBytes: number;
  /** @default - those of `MediaTimeouts` */
  readonly timeouts?: MediaTimeouts | undefined;
  /** How long to wait before the rest is asked for where it broke at once again; longer after each. @default 500 */
  readonly resumeMs?: number | undefined;
}

interface Opened {
  readonly address: string;
  readonly answer: MediaAnswer;
  readonly sizeBytes?: number | undefined;
}

/** Of those between which less than `muchBytes` came. */
const mostBreaks = 3;
const muchBytes = 8 * 1_024 * 1_024;

/** Fetches without credentials. A body that ends without an error is whole, as far as its server told its length. */
export const mediaDownloads = (props: MediaDownloadsProps): Downloads => {
  const { places, maxBytes, timeouts = {}, resumeMs = 500 } = props;
  // S3 closes a request that sends nothing for 20 s, and what comes here goes straight there: the rest is asked for before.
  // https://github.com/aws/aws-sdk-php/issues/885
  const { connectMs = 10_000, headersMs = 30_000, idleMs = 10_000, totalMs = 600_000 } = timeouts;
  const connect = connectorTo(places, connectMs);

  return {
    open: async (address) => {
      const signal = AbortSignal.timeout(totalMs);
      const fetching: FetchProps = { places, connect, headersMs, idleMs, signal };
      const answer = await fetchMedia(address, {}, fetching);
      try {
        const sizeBytes = sizeOfMedia(answer, maxBytes);
        return { sizeBytes, body: wholeBody({ address, answer, sizeBytes }, fetching, maxBytes, resumeMs) };
      } catch (error) {
        await answer.close();
        throw error;
      }
    },
  };
};

const sizeOfMedia = ({ statusCode, header }: MediaAnswer, maxBytes: number): number | undefined => {
  if (statusCode !== 200) {
    throw new DownloadFailed(`The server answered ${statusCode}`, { statusCode });
  }
  const contentType = header('content-type') ?? '';
  if (/^\s*text\/|[/+](?:json|xml)\s*(?:;|$)/iu.test(contentType)) {
    throw new DownloadFailed(`The server sent ${contentType.split(';')[0] ?? ''} in place of media`);
  }
  const encoding = header('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new DownloadFailed(`The server sent it encoded as ${encoding}`);
  const length = header('content-length');
  if (length === undefined) return undefined;
  const sizeBytes = Number(length);
  if (sizeBytes === 0) throw new DownloadFailed('The server sent nothing');
  if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
  return sizeBytes;
};

const tooLarge = (maxBytes: number) => new DownloadFailed(`It is larger than ${maxBytes} bytes`);

async function* wholeBody(
  { address, answer: first, sizeBytes }: Opened,
  fetching: FetchProps,
  maxBytes: number,
  resumeMs: number,
): AsyncGenerator<Uint8Array> {
  const version = versionOf(first);
  let answer = first;
  let came = 0;
  let cameBefore = 0;
  for (let breaks = 0; ;) {
    try {
      if (breaks > 0) answer = await rest(address, { came, sizeBytes, version }, fetching);
      for await (const chunk of answer.body) {
        came += chunk.byteLength;
        if (came > maxBytes) throw tooLarge(maxBytes);
        yield chunk;
      }
      break;
    } catch (error) {
      breaks = came - cameBefore >= muchBytes ? 1 : breaks + 1;
      cameBefore = came;
      if (!mayPass(error) || version === undefined || breaks > mostBreaks || fetching.signal.aborted) {
        throw brokenOff(error, came);
      }
      await sleep(resumeMs * (breaks - 1));
    } finally {
      await answer.close();
    }
  }
  if (came === 0) throw new DownloadFailed('The server sent nothing');
  if (sizeBytes !== undefined && came !== sizeBytes) {
    throw new DownloadFailed(`${came} of ${sizeBytes} bytes came`);
  }
}

// A weak tag does not promise the same bytes, and without any the rest could be that of another file.
const versionOf = ({ header }: MediaAnswer): string | undefined => {
  const etag = header('etag');
  return etag?.startsWith('"') === true ? etag : undefined;
};

const mayPass = (error: unknown): boolean => {
  if (!(error instanceof DownloadFailed)) return true;
  const { cause, statusCode = 0 } = error;
  return cause !== undefined || statusCode >= 500 || statusCode === 429;
};

const brokenOff = (error: unknown, came: number): DownloadFailed =>
  error instanceof DownloadFailed
    ? error
    : new DownloadFailed(`It broke off after ${came} bytes: ${reasonOf(error)}`, { cause: error });

const rest = async (
  address: string,
  {
    came,
    sizeBytes,
    version = '',
  }: { came: number; sizeBytes?: number | undefined; version?: string | undefined },
  fetching: FetchProps,
): Promise<MediaAnswer> => {
  const answer = await fetchMedia(address, { range: `bytes=${came}-`, 'if-match': version }, fetching);
  const range = /^bytes (?<from>\d+)-\d+\/(?<size>\d+)$/u.exec(answer.header('content-range') ?? '')?.groups;
  const fits =
    answer.statusCode === 206 &&
    versionOf(answer) === version &&
    Number(range?.['from']) === came &&
    (sizeBytes === undefined || Number(range?.['size']) === sizeBytes);
  if (fits) return answer;
  await answer.close();
  throw new DownloadFailed(`It broke off after ${came} bytes, and the rest is not to be had`, {
    statusCode: answer.statusCode,
  });
};
