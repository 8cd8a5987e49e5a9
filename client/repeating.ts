import type { Clock } from './clock.ts';
import { ConnectionError, ProblemError, UnexpectedAnswer } from './errors.ts';

/**
 * Whether a call may be sent again by itself. `always`: what it does, it does once. `unless_arrived`: only where it
 * certainly did nothing yet. `never`: each one does something.
 */
export type Repeatable = 'always' | 'unless_arrived' | 'never';

export interface RepeatProps {
  readonly repeatable: Repeatable;
  readonly repeats: number;
  readonly signal: AbortSignal | undefined;
}

/** Tries until an answer comes that stands, or `repeats` are used up. @throws as the last try did */
export const repeating = async <Result>(
  attempt: () => Promise<Result>,
  { repeatable, repeats, signal }: RepeatProps,
  clock: Clock,
): Promise<Result> => {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (failures >= repeats || !mayRepeat(error, repeatable)) throw error;
      await clock.wait(waitAfter(error, failures, clock), signal);
    }
  }
};

/** Longer than that nobody is kept in a call: the error says how long, and the caller decides. */
const longestRetryAfterSeconds = 30;

const passing = [429, 502, 503, 504];

const mayRepeat = (error: unknown, repeatable: Repeatable): boolean => {
  if (repeatable === 'never') return false;
  if (error instanceof ConnectionError) return repeatable === 'always' || !error.requestMayHaveArrived;
  if (!isAnswer(error) || !passing.includes(error.status)) return false;
  if ((error.retryAfterSeconds ?? 0) > longestRetryAfterSeconds) return false;
  // Somebody has to see to the account: to try again soon helps nobody.
  if (error instanceof ProblemError && error.code === 'provider_account') return false;
  // The API itself never sees a 429: nothing happened. Of the others nobody knows.
  return repeatable === 'always' || error.status === 429;
};

export const isAnswer = (error: unknown): error is ProblemError | UnexpectedAnswer =>
  error instanceof ProblemError || error instanceof UnexpectedAnswer;

const firstWait = 500;
const longestWait = 20_000;

/**
 * Milliseconds: what `Retry-After` says, and full jitter over a range that doubles with each failure on top, so that
 * those who failed together do not come back together.
 */
export const waitAfter = (error: unknown, failures: number, { random }: Pick<Clock, 'random'>): number => {
  const told = isAnswer(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return told + Math.ceil(random() * Math.min(longestWait, firstWait * 2 ** failures));
};
