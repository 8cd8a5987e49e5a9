import type { EditBody } from '../lambdas/contract/edit.ts';
import type { ProblemCode } from '../lambdas/contract/problem.ts';

/** How a command ends, and what a script may make of it. */
export const exitCodes = {
  ok: { code: 0, means: 'done; an edit that was waited for is completed' },
  unexpected: { code: 1, means: 'something nobody foresaw' },
  usage: { code: 2, means: 'the command or the edit is not valid: nothing was sent' },
  failed: { code: 3, means: 'the edit failed' },
  cancelled: { code: 4, means: 'the edit was cancelled' },
  uncertain: { code: 5, means: 'nobody knows whether the provider took the edit: resolve it' },
  unreachable: { code: 6, means: 'the API does not answer, or does not take the caller' },
  not_found: { code: 7, means: 'there is no such edit' },
  not_now: { code: 8, means: 'refused for now (budget, account, load): the same again later' },
  conflict: { code: 9, means: 'the edit is not in a state for that' },
  interrupted: { code: 130, means: 'interrupted: what was sent goes on' },
} as const satisfies Readonly<Record<string, { code: number; means: string }>>;

export type Exit = keyof typeof exitCodes;

/** What each refusal of the API comes to. */
export const exitOfProblem = {
  malformed_json: 'unexpected',
  invalid_query: 'usage',
  invalid_idempotency_key: 'usage',
  budget_exhausted: 'not_now',
  forbidden: 'unreachable',
  not_found: 'not_found',
  method_not_allowed: 'unexpected',
  not_ended: 'conflict',
  not_uncertain: 'conflict',
  request_taken: 'conflict',
  not_cancellable: 'conflict',
  body_too_large: 'usage',
  unsupported_media_type: 'unexpected',
  invalid_request: 'usage',
  input_unreachable: 'usage',
  input_unusable: 'usage',
  idempotency_key_reused: 'usage',
  unknown_request: 'usage',
  rejected_by_provider: 'failed',
  internal: 'unexpected',
  provider_account: 'not_now',
  provider_unreachable: 'not_now',
  overloaded: 'not_now',
  unavailable: 'not_now',
} as const satisfies Readonly<Record<ProblemCode, Exit>>;

/** What an edit that was waited for comes to; one that is under way is none of a command's failures. */
export const exitOfStatus = {
  accepted: 'ok',
  submitting: 'ok',
  queued: 'ok',
  running: 'ok',
  storing: 'ok',
  uncertain: 'uncertain',
  completed: 'ok',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Readonly<Record<EditBody['status'], Exit>>;

// What asks for a person first, then what asks for another try.
const gravest: readonly Exit[] = [
  'interrupted',
  'unexpected',
  'uncertain',
  'unreachable',
  'failed',
  'cancelled',
  'usage',
  'conflict',
  'not_found',
  'not_now',
];

/** How several come out together: as the gravest of them. */
export const exitOfAll = (exits: readonly Exit[]): Exit =>
  gravest.find((exit) => exits.includes(exit)) ?? 'ok';

/** For `--help`. */
export const exitCodesText = (): string =>
  [
    'Exit codes:',
    ...Object.values(exitCodes).map(({ code, means }) => `  ${String(code).padEnd(4)} ${means}`),
  ].join('\n');
