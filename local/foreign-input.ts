import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { problem } from '../lambdas/adapters/http/api.ts';
import { connectorTo, placesOfInput } from '../lambdas/adapters/media/allowed-places.ts';
import { fetchMedia, type MediaAnswer } from '../lambdas/adapters/media/fetch-media.ts';
import type { Network } from '../lambdas/adapters/public-network/public-connector.ts';
import { DownloadFailed } from '../lambdas/core/errors.ts';
import { answer } from './answer.ts';

export interface ForeignInputProps {
  /** Whether `http://` on this machine is taken. */
  readonly loopbackHttp: boolean;
  /** @default - the one this machine is on */
  readonly network?: Network | undefined;
}

export interface ForeignInput {
  readonly address: string;
  /** What the look into it found it to be, which counts more than what its server says. */
  readonly contentType: string | undefined;
  /** As the browser asks for it. */
  readonly range: string | undefined;
}

const connectMs = 10_000;
const headersMs = 30_000;
const idleMs = 30_000;
/** Also for a player that somebody has stopped, which leaves what it has not shown yet with the server. */
const totalMs = 3_600_000;

/** Hands on what lies at an address elsewhere, and of its server nothing but that. */
export const foreignInput =
  ({ loopbackHttp, network }: ForeignInputProps) =>
  async ({ address, contentType, range }: ForeignInput, reply: FastifyReply): Promise<FastifyReply> => {
    const gone = new AbortController();
    reply.raw.on('close', () => {
      gone.abort();
    });
    const places = placesOfInput(new URL(address), { loopbackHttp, network });
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(totalMs)]);
    let media: MediaAnswer;
    try {
      media = await fetchMedia(address, range === undefined ? {} : { range }, {
        places,
        connect: connectorTo(places, connectMs),
        ...{ headersMs, idleMs, signal },
      });
    } catch (error) {
      if (error instanceof DownloadFailed) return unreachable(reply, error.message);
      throw error;
    }
    const type = contentType ?? mediaType(media.header('content-type'));
    const fault = faultOf(media, type);
    if (fault !== undefined) {
      await media.close();
      return unreachable(reply, fault);
    }
    reply.raw.on('close', () => void media.close());
    const { statusCode, header, body } = media;
    const ranged = { 'content-length': header('content-length'), 'content-range': header('content-range') };
    for (const [name, value] of Object.entries(ranged)) {
      if (value !== undefined) reply.header(name, value);
    }
    if (statusCode === 206) reply.header('accept-ranges', 'bytes');
    return reply
      .code(statusCode)
      .type(type ?? '')
      .send(Readable.from(body));
  };

const faultOf = ({ statusCode, header }: MediaAnswer, type: string | undefined): string | undefined => {
  if (![200, 206, 416].includes(statusCode)) return `The server answered ${statusCode}`;
  const encoding = header('content-encoding') ?? 'identity';
  if (encoding !== 'identity') return `The server sent it encoded as ${encoding.slice(0, 40)}`;
  if (type === undefined)
    return 'What the server sent says of itself neither that it is a video nor a picture';
  return undefined;
};

// A drawing in SVG can carry scripts, and the provider takes none.
const mediaType = (type = ''): string | undefined =>
  /^(?<media>(?:video|image)\/(?!svg)[a-z0-9.+-]{1,60})\s*(?:;|$)/iu.exec(type)?.groups?.['media'];

const unreachable = async (reply: FastifyReply, why: string): Promise<FastifyReply> =>
  answer(
    reply,
    problem(
      'input_unreachable',
      `${why}. An address with a signature may have expired since the edit was made.`,
    ),
  );
