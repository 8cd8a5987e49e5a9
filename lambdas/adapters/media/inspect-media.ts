import { CustomSource, Input } from 'mediabunny';
import { UnusableMedia } from '../../core/errors.ts';
import type { InspectMedia, MediaFacts, MediaReader } from '../../core/ports.ts';
import { inspectImage } from './inspect-image.ts';
import { inspectVideo, videoFormats } from './inspect-video.ts';

export interface InspectLimits {
  /** To be read of one file. @default 16777216 */
  readonly maxReadBytes?: number | undefined;
  /** @default 5000 */
  readonly deadlineMs?: number | undefined;
}

/** Looks into media within limits: an index can name any size, and lead anywhere. */
export const mediaInspector = ({
  maxReadBytes = 16_777_216,
  deadlineMs = 5_000,
}: InspectLimits = {}): InspectMedia => {
  return async (media, kind) => {
    if (media.sizeBytes === 0) throw new UnusableMedia('It is empty');
    const reader = boundedReader(media, maxReadBytes);
    try {
      return await withinDeadline(reader, deadlineMs, () =>
        kind === 'video' ? video(reader) : inspectImage(reader),
      );
    } catch (error) {
      // A parser may wrap or swallow what stopped it.
      throw reader.stoppedBy() ?? asUnusable(error);
    } finally {
      reader.stop(new UnusableMedia('It was looked into'));
    }
  };
};

export const inspectMedia: InspectMedia = mediaInspector();

interface BoundedReader extends MediaReader {
  readonly stop: (error: Error) => void;
  readonly stoppedBy: () => Error | undefined;
}

const boundedReader = (media: MediaReader, maxReadBytes: number): BoundedReader => {
  let stopped: Error | undefined;
  let left = maxReadBytes;
  const stop = (error: Error) => (stopped ??= error);
  return {
    sizeBytes: media.sizeBytes,
    stop,
    stoppedBy: () => stopped,
    read: async (start, end) => {
      left -= end - start;
      if (left < 0) stop(new UnusableMedia(`It cannot be judged by ${maxReadBytes} of its bytes`));
      if (stopped) throw stopped;
      try {
        return await media.read(start, end);
      } catch (error) {
        // Its bytes could not be had: that says nothing about them.
        throw stop(
          error instanceof Error ? error : new Error('The media could not be read', { cause: error }),
        );
      }
    },
  };
};

const withinDeadline = async (
  { stop }: BoundedReader,
  deadlineMs: number,
  look: () => Promise<MediaFacts>,
): Promise<MediaFacts> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new UnusableMedia(`It cannot be judged within ${deadlineMs / 1_000} s`);
    stop(error);
    reject(error);
  }, deadlineMs);
  try {
    return await Promise.race([look(), late]);
  } finally {
    clearTimeout(timer);
  }
};

const video = async (media: MediaReader): Promise<MediaFacts> => {
  const input = new Input({
    formats: videoFormats,
    source: new CustomSource({
      getSize: () => media.sizeBytes,
      read: (start, end) => media.read(start, end),
      handleUnhandledError: () => undefined,
    }),
  });
  try {
    return await inspectVideo(input);
  } finally {
    input.dispose();
  }
};

const asUnusable = (error: unknown): UnusableMedia =>
  error instanceof UnusableMedia
    ? error
    : new UnusableMedia(`It cannot be understood: ${error instanceof Error ? error.message : 'unknown'}`, {
        cause: error,
      });
