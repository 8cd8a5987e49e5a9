import { CustomSource, Input } from 'mediabunny';
import { UnusableMedia } from '../../core/errors.ts';
import type { FromProcess, ToProcess } from './video-inspector.ts';
import { inspectVideo, videoFormats } from './inspect-video.ts';

/**
 * The entry of a process that looks into one video after the other: an index may make a parser run for ever or eat all
 * memory, and nothing but a process of its own can be ended then. Bundled by itself, beside the functions that start it.
 */
const say = (message: FromProcess): void => {
  process.send?.(message);
};

const reads = new Map<number, PromiseWithResolvers<Uint8Array>>();
let count = 0;

const look = async (sizeBytes: number): Promise<void> => {
  const input = new Input({
    formats: videoFormats,
    source: new CustomSource({
      getSize: () => sizeBytes,
      read: async (start, end) => {
        const read = Promise.withResolvers<Uint8Array>();
        count += 1;
        reads.set(count, read);
        say({ kind: 'read', id: count, start, end });
        return read.promise;
      },
      handleUnhandledError: () => undefined,
    }),
  });
  try {
    say({ kind: 'facts', facts: await inspectVideo(input) });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown';
    say({
      kind: 'unusable',
      message: error instanceof UnusableMedia ? message : `It cannot be understood: ${message}`,
    });
  } finally {
    input.dispose();
  }
};

process.on('message', (message: ToProcess) => {
  if (message.kind === 'look') {
    void look(message.sizeBytes);
    return;
  }
  reads.get(message.id)?.resolve(message.bytes);
  reads.delete(message.id);
});

// Nobody is left to look for.
process.on('disconnect', () => {
  process.exit();
});
