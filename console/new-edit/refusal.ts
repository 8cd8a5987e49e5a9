import { ConnectionError, ProblemError } from '../../client/client.ts';
import type { Fault } from '../../lambdas/contract/faults.ts';
import { troubleOf } from '../trouble.ts';
import type { Attempt } from './attempt.ts';

/** What came of a try to send, in words. */
export interface Refusal {
  readonly title: string;
  readonly detail: string;
  readonly nextStep: string;
  /** By path. */
  readonly faults: readonly Fault[];
  /** What it means for the next try. */
  readonly outcome: Attempt['outcome'];
  /** Of the edit that there is all the same. */
  readonly editId?: string | undefined;
}

/** @param now in milliseconds, from which `Retry-After` counts */
export const refusalOf = (error: unknown, now: number): Refusal => {
  if (error instanceof ProblemError) return ofProblem(error, now);
  const detail = error instanceof Error ? error.message : 'unknown';
  if (error instanceof ConnectionError) {
    return {
      title: 'The connection was lost',
      detail: `Whether the edit arrived is not known: ${detail}`,
      nextStep: pressAgain,
      faults: [],
      outcome: 'unknown',
    };
  }
  return {
    title: 'The answer cannot be read',
    detail: `Whether the edit was taken is not known: ${detail}`,
    nextStep: pressAgain,
    faults: [],
    outcome: 'unknown',
  };
};

const pressAgain =
  'Press Send again, now or after loading the page again. That is safe: the same key goes with it, and a server that has the edit answers with that one. It is never paid for twice.';

const ofProblem = (error: ProblemError, now: number): Refusal => {
  const { title, detail, code, status, errors, editId, retryAfterSeconds } = error;
  if (code === 'idempotency_key_reused') {
    return {
      title: 'Your first try did arrive',
      detail: 'It is an edit already, as the form was then. What the form says now was not sent.',
      nextStep: 'Look at that edit, or send this as another one, which is paid for by itself.',
      faults: [],
      outcome: 'taken',
      editId,
    };
  }
  const { nextStep } = troubleOf(error);
  return {
    title,
    detail,
    nextStep: retryAfterSeconds === undefined ? nextStep : `${nextStep} ${again(retryAfterSeconds, now)}`,
    faults: errors,
    // An answer of 5xx says that nothing is known for certain, whatever it says besides.
    outcome: status >= 400 && status < 500 ? 'refused' : 'unknown',
    editId,
  };
};

const again = (seconds: number, now: number): string =>
  seconds < 120
    ? `It can be tried again in ${seconds} s.`
    : `It can be tried again from ${new Date(now + seconds * 1_000).toLocaleString('en-GB')} on.`;

/** Why a file was not uploaded, in one sentence. */
export const uploadRefusal = (error: unknown): string => {
  if (error instanceof ProblemError)
    return [error.detail, ...error.errors.map(({ path, message }) => `${path} ${message}`)].join(' ');
  if (error instanceof ConnectionError) return 'the connection was lost; press Send, and it is tried again';
  return error instanceof Error ? error.message : 'unknown';
};
