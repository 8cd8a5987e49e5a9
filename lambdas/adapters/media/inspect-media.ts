import { UnusableMedia } from '../../core/errors.ts';
import type { InspectMedia, MediaReader } from '../../core/ports.ts';
import { inspectImage } from './inspect-image.ts';
import { inspectVideoApart } from './video-inspector.ts';

export interface InspectLimits {
  /** To be read of one file. @default 16777216 */
  readonly maxReadBytes?: number | undefined;
  /** @default 4000 */
  readonly deadlineMs?: number | undefined;
}

/** Looks into media within limits: an index can name any size, and lead anywhere. */
export const mediaInspector = ({
  maxReadBytes = 16_777_216,
  deadlineMs = 4_000,
}: InspectLimits = {}): InspectMedia => {
  return async (media, kind) => {
    if (media.sizeBytes === 0) throw new UnusableMedia('It is empty');
    const stopped = new AbortController();
    const reader = boundedReader(media, maxReadBytes, stopped);
    const timer = setTimeout(() => {
      stopped.abort(new UnusableMedia(`It cannot be judged within ${deadlineMs / 1_000} s`));
    }, deadlineMs);
    try {
      return await (kind === 'video'
        ? inspectVideoApart(reader, stopped.signal)
        : unlessStopped(stopped.signal, inspectImage(reader)));
    } finally {
      clearTimeout(timer);
      stopped.abort(new UnusableMedia('It was looked into'));
    }
  };
};

export const inspectMedia: InspectMedia = mediaInspector();

const boundedReader = (media: MediaReader, maxReadBytes: number, stopped: AbortController): MediaReader => {
  let left = maxReadBytes;
  return {
    sizeBytes: media.sizeBytes,
    read: async (start, end) => {
      left -= end - start;
      if (left < 0) stopped.abort(new UnusableMedia(`It cannot be judged by ${maxReadBytes} of its bytes`));
      stopped.signal.throwIfAborted();
      return media.read(start, end);
    },
  };
};

const unlessStopped = async <Answer>(signal: AbortSignal, work: Promise<Answer>): Promise<Answer> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => {
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
