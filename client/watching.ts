import type { EditBody } from '../lambdas/contract/edit.ts';
import type { Calling } from './calling.ts';
import type { WatchOptions } from './client-props.ts';
import type { Clock } from './clock.ts';
import { ConnectionError } from './errors.ts';
import type { Answer } from './reading.ts';
import { isAnswer, waitAfter } from './repeating.ts';

export interface WatchingDeps {
  readonly call: Calling;
  readonly clock: Clock;
}

/** The edit whenever it is seen changed, until it ends. Each iteration looks for itself. */
export const watching = (
  path: string,
  { signal, timeoutSeconds, untilEnded = false }: WatchOptions,
  deps: WatchingDeps,
): AsyncIterable<EditBody> => ({
  [Symbol.asyncIterator]: () => {
    const stop = new AbortController();
    const changes = looks(path, { signal: either(signal, stop.signal), timeoutSeconds, untilEnded }, deps);
    const over = { done: true, value: undefined } as const;
    return {
      next: async () => {
        try {
          return await changes.next();
        } catch (error) {
          if (stop.signal.aborted && signal?.aborted !== true) return over;
          throw error;
        }
      },
      // A generator would first wait for what it waits for.
      return: async () => {
        stop.abort();
        await changes.return(undefined);
        return over;
      },
    };
  },
});

const either = (signal: AbortSignal | undefined, other: AbortSignal): AbortSignal =>
  signal === undefined ? other : AbortSignal.any([signal, other]);

async function* looks(
  path: string,
  { signal, timeoutSeconds, untilEnded }: WatchOptions,
  { call, clock }: WatchingDeps,
): AsyncGenerator<EditBody, undefined> {
  let failures = 0;
  let shown: string | undefined;
  for (;;) {
    let answer: Answer<EditBody>;
    try {
      const look = { method: 'GET', path, repeatable: 'always' } as const;
      answer = await call<EditBody>(look, { signal, timeoutSeconds, repeats: 0 });
    } catch (error) {
      if (!passes(error)) throw error;
      await clock.wait(waitAfter(error, failures, clock), signal);
      failures += 1;
      continue;
    }
    failures = 0;
    const { body: edit, retryAfterSeconds = usualWait(edit) } = answer;
    const seen = JSON.stringify(edit);
    if (seen !== shown) yield edit;
    shown = seen;
    if (isEnded(edit) || (edit.status === 'uncertain' && untilEnded !== true)) return undefined;
    await clock.wait(Math.max(1, retryAfterSeconds) * 1_000, signal);
  }
}

const passes = (error: unknown): boolean =>
  error instanceof ConnectionError || (isAnswer(error) && (error.status >= 500 || error.status === 429));

const ends: readonly EditBody['status'][] = ['completed', 'failed', 'cancelled'];

const isEnded = ({ status }: EditBody): boolean => ends.includes(status);

// Seconds. That somebody resolves an edit may take days.
const usualWait = ({ status }: EditBody): number => (status === 'uncertain' ? 15 : 2);
