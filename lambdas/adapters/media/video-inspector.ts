import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { NotLookedInto, UnusableMedia } from '../../core/errors.ts';
import type { MediaFacts, MediaReader } from '../../core/ports.ts';

export type ToProcess =
  | { readonly kind: 'look'; readonly sizeBytes: number }
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array };

export type FromProcess =
  | { readonly kind: 'read'; readonly id: number; readonly start: number; readonly end: number }
  | { readonly kind: 'facts'; readonly facts: MediaFacts }
  | { readonly kind: 'unusable'; readonly message: string };

// In TypeScript where the project is checked out; beside the function where it is bundled.
const entry = join(import.meta.dirname, `video-process${extname(import.meta.filename)}`);

// One edited number in an index made the parser take all the memory there was. A thread with such a limit is no
// help: where V8 runs into it in the wrong place it ends the whole process.
const mostHeapMb = 192;

type Verdict = Exclude<FromProcess, { kind: 'read' }>;

/** A process that looks into one video at a time. */
interface Inspector {
  /** @throws UnusableMedia, NotLookedInto, what `media` throws, or the reason of `signal`; it is of no use afterwards */
  look(media: MediaReader, signal: AbortSignal): Promise<Verdict>;
  end(): void;
}

const startInspector = (): Inspector => {
  const child = fork(entry, {
    execArgv: [`--max-old-space-size=${mostHeapMb}`],
    env: {},
    serialization: 'advanced',
    // The parser warns of what it meets; the verdict says it all.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let heard: (message: FromProcess) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const say = (message: ToProcess): void => {
    child.send(message, (error) => {
      if (error !== null) fail(new UnusableMedia('It cannot be understood', { cause: error }));
    });
  };
  child.on('message', (message: FromProcess) => {
    heard(message);
  });
  child.on('error', (cause) => {
    fail(new UnusableMedia(`It cannot be understood: ${cause.message}`, { cause }));
  });
  child.on('exit', () => {
    const place = idle.indexOf(inspector);
    if (place !== -1) idle.splice(place, 1);
    fail(new UnusableMedia('It cannot be understood: looking into it takes all the memory there is'));
  });
  // Nobody stays alive for a process that waits for work.
  const rest = () => {
    child.unref();
    child.channel?.unref();
  };
  rest();
  const inspector: Inspector = {
    look: async (media, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Verdict>();
      let begun = false;
      // Whatever is in the file, the first thing is to read of it: a process that has not come to that had no time.
      const stop = () => {
        reject(begun ? (signal.reason as Error) : new NotLookedInto('its process did not begin in time'));
      };
      fail = reject;
      heard = (message) => {
        begun = true;
        if (message.kind !== 'read') {
          resolve(message);
          return;
        }
        media.read(message.start, message.end).then((bytes) => {
          // A view into a larger buffer would be handed over with all of it.
          say({ kind: 'bytes', id: message.id, bytes: Uint8Array.from(bytes) });
        }, reject);
      };
      signal.addEventListener('abort', stop, { once: true });
      child.ref();
      child.channel?.ref();
      say({ kind: 'look', sizeBytes: media.sizeBytes });
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', stop);
        rest();
      }
    },
    end: () => {
      child.kill('SIGKILL');
    },
  };
  return inspector;
};

/** Those that came to a verdict and may look into the next video: to start one takes longer than to look. */
const idle: Inspector[] = [];
const mostIdle = 2;

/**
 * Looks into a video in a process of its own, which is ended by `signal` whatever it is doing.
 * @throws NotLookedInto where `signal` comes before the process has begun
 * @throws UnusableMedia, what `media` throws, or the reason of `signal`
 */
export const inspectVideoApart = async (media: MediaReader, signal: AbortSignal): Promise<MediaFacts> => {
  signal.throwIfAborted();
  const inspector = idle.pop() ?? startInspector();
  let verdict: Verdict;
  try {
    verdict = await inspector.look(media, signal);
  } catch (error) {
    inspector.end();
    throw error;
  }
  if (idle.length < mostIdle) idle.push(inspector);
  else inspector.end();
  if (verdict.kind === 'facts') return verdict.facts;
  throw new UnusableMedia(verdict.message);
};
