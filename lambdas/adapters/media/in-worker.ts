import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UnusableMedia } from '../../core/errors.ts';
import type { MediaFacts, MediaReader } from '../../core/ports.ts';

export type ToWorker =
  | { readonly kind: 'look'; readonly sizeBytes: number }
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array };

export type FromWorker =
  | { readonly kind: 'read'; readonly id: number; readonly start: number; readonly end: number }
  | { readonly kind: 'facts'; readonly facts: MediaFacts }
  | { readonly kind: 'unusable'; readonly message: string };

// In TypeScript where the project is checked out; beside the function where it is bundled.
const entry = join(import.meta.dirname, `video-worker${extname(import.meta.filename)}`);

// One edited number in an index made the parser take all the memory there was.
const mostHeapMb = 192;

type Verdict = Exclude<FromWorker, { kind: 'read' }>;

/** A thread that looks into one video at a time. */
interface Thread {
  /** @throws UnusableMedia, what `media` throws, or the reason of `signal`; the thread is of no use afterwards */
  look(media: MediaReader, signal: AbortSignal): Promise<Verdict>;
  end(): Promise<unknown>;
}

const startThread = (): Thread => {
  const worker = new Worker(entry, {
    resourceLimits: { maxOldGenerationSizeMb: mostHeapMb },
    env: {},
  });
  let heard: (message: FromWorker) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  worker.on('message', (message: FromWorker) => {
    heard(message);
  });
  worker.on('error', (cause: Error) => {
    fail(new UnusableMedia(`It cannot be understood: ${cause.message}`, { cause }));
  });
  worker.on('exit', () => {
    const place = idle.indexOf(thread);
    if (place !== -1) idle.splice(place, 1);
    fail(new UnusableMedia('It cannot be understood'));
  });
  // Nobody stays alive for a thread that waits for work.
  worker.unref();
  const thread: Thread = {
    look: async (media, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Verdict>();
      const stop = () => {
        reject(signal.reason as Error);
      };
      fail = reject;
      heard = (message) => {
        if (message.kind !== 'read') {
          resolve(message);
          return;
        }
        media.read(message.start, message.end).then((read) => {
          // A view into a larger buffer would be handed over with all of it.
          const bytes = Uint8Array.from(read);
          worker.postMessage({ kind: 'bytes', id: message.id, bytes } satisfies ToWorker, [bytes.buffer]);
        }, reject);
      };
      signal.addEventListener('abort', stop, { once: true });
      worker.ref();
      worker.postMessage({ kind: 'look', sizeBytes: media.sizeBytes } satisfies ToWorker);
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', stop);
        worker.unref();
      }
    },
    end: async () => worker.terminate(),
  };
  return thread;
};

/** Those that came to a verdict and may look into the next video: to start one takes longer than to look. */
const idle: Thread[] = [];
const mostIdle = 2;

/**
 * Looks into a video in a thread of its own, which is ended by `signal` whatever it is doing.
 * @throws UnusableMedia, what `media` throws, or the reason of `signal`
 */
export const inspectInWorker = async (media: MediaReader, signal: AbortSignal): Promise<MediaFacts> => {
  signal.throwIfAborted();
  const thread = idle.pop() ?? startThread();
  let verdict: Verdict;
  try {
    verdict = await thread.look(media, signal);
  } catch (error) {
    await thread.end();
    throw error;
  }
  if (idle.length < mostIdle) idle.push(thread);
  else await thread.end();
  if (verdict.kind === 'facts') return verdict.facts;
  throw new UnusableMedia(verdict.message);
};
