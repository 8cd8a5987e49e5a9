import { ProblemError, UnexpectedAnswer } from '../client/client.ts';
import type { ProblemCode } from '../lambdas/contract/problem.ts';

/** What went wrong, in words, and what to do about it. */
export interface Trouble {
  readonly title: string;
  readonly detail: string;
  /** Each fault of what was sent, by its path. */
  readonly faults: readonly { readonly path: string; readonly message: string }[];
  readonly nextStep: string;
  /** As the API names it; absent where nothing answered. */
  readonly code?: ProblemCode | undefined;
}

/** @param error as the client throws it */
export const troubleOf = (error: unknown): Trouble => {
  if (error instanceof ProblemError) {
    const { title, detail, errors: faults, code } = error;
    // A newer server may have codes that this page has not.
    const nextStep = (nextSteps as Partial<Record<string, string>>)[code] ?? 'Reload the page and try again.';
    return { title, detail, faults, nextStep, code };
  }
  if (error instanceof UnexpectedAnswer) {
    return {
      title: 'Something else answers',
      detail: error.message,
      faults: [],
      nextStep: 'See what listens at this address: it is not the API that this page was made for.',
    };
  }
  return noAnswer;
};

/** Nothing answered that could be read. */
export const noAnswer: Trouble = {
  title: 'The server does not answer',
  detail: 'The connection to the local edition is lost, or it was stopped.',
  faults: [],
  nextStep: 'See whether npm start still runs. This page goes on by itself once it does.',
};

const nextSteps = {
  malformed_json: 'Reload the page and try again.',
  invalid_query: 'Go back to the list and start again from its newest edits.',
  invalid_idempotency_key: 'Reload the page and try again.',
  budget_exhausted: 'Wait until the books begin anew, or start the local edition with a higher budget.',
  forbidden: 'Open the console at the address that npm start prints.',
  not_found: 'Look for it in the list of edits.',
  method_not_allowed: 'Reload the page and try again.',
  not_ended: 'Wait for its end, or cancel it first.',
  not_uncertain: 'Look at the edit again: somebody or something has settled it.',
  request_taken: 'Look at the edit that follows this request, and compare the ids in the account there.',
  not_cancellable: 'Wait for its end: what runs is billed, and its result is kept.',
  body_too_large: 'Send less: shorten the prompt or the metadata.',
  unsupported_media_type: 'Reload the page and try again.',
  invalid_request: 'Correct what is named and send it again.',
  input_unreachable: 'See whether the address can be opened from this machine, or upload the file.',
  input_unusable: 'Choose a clip or picture within the limits named.',
  idempotency_key_reused: 'Start a new edit: this key belongs to another request.',
  unknown_request: 'Compare the id with the list of generations in the account there.',
  rejected_by_provider: 'Change what the provider names and send it as a new edit.',
  internal: 'Try again; the reason is in the log of the local edition.',
  provider_account: 'See to balance and access of the account at the provider, then try again.',
  provider_unreachable: 'Nothing was changed. Try again in a minute.',
  overloaded: 'Try again in a few seconds.',
  unavailable: 'Try again in a minute.',
} as const satisfies Record<ProblemCode, string>;
