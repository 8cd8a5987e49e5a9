import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { parentPort } from 'node:worker_threads';
import { CustomSource, Input } from 'mediabunny';
import { UnusableMedia } from '../../core/errors.ts';
import type { FromWorker, ToWorker } from './in-worker.ts';
import { inspectVideo, videoFormats } from './inspect-video.ts';

/**
 * The entry of a thread that looks into one video: an index may make a parser run for ever or eat all memory, and a
 * thread can be ended. Bundled by itself, beside the functions that start it.
 */
const port = parentPort;
if (port === null) throw new Error('This runs in a worker thread alone');

// The parser warns of whatever it meets; the verdict says it all.
globalThis.console = new Console(
  new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  }),
);

const say = (message: FromWorker): void => {
  port.postMessage(message);
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

port.on('message', (message: ToWorker) => {
  if (message.kind === 'look') {
    void look(message.sizeBytes);
    return;
  }
  reads.get(message.id)?.resolve(message.bytes);
  reads.delete(message.id);
});
