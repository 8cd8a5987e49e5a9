import * as z from 'zod';

/** Every problem this API answers with: its status and its title. Codes are stable; titles are for people. */
export const problems = {
  malformed_json: { status: 400, title: 'The body is not JSON' },
  invalid_query: { status: 400, title: 'The query is not valid' },
  invalid_idempotency_key: { status: 400, title: 'The idempotency key is not valid' },
  budget_exhausted: { status: 402, title: 'The budget of this stage is used up' },
  forbidden: { status: 403, title: 'This request is not taken from there' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'Not this method' },
  not_ended: { status: 409, title: 'The edit has not ended' },
  not_uncertain: { status: 409, title: 'The outcome of the edit is not unknown' },
  request_taken: { status: 409, title: 'Another edit follows this request' },
  not_cancellable: { status: 409, title: 'The edit can no longer be cancelled' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  invalid_request: { status: 422, title: 'The edit is not valid' },
  input_unreachable: { status: 422, title: 'An input cannot be fetched' },
  input_unusable: { status: 422, title: 'An input is not what the provider takes' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request' },
  unknown_request: { status: 422, title: 'The provider does not know this request' },
  rejected_by_provider: { status: 422, title: 'The provider rejected the edit' },
  internal: { status: 500, title: 'Something went wrong here' },
  provider_account: { status: 503, title: 'The account at the provider is not usable' },
  provider_unreachable: { status: 503, title: 'The provider does not answer' },
  overloaded: { status: 503, title: 'Too much is asked for at once' },
  unavailable: { status: 503, title: 'Not now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** RFC 9457. `code` is ours and stable; `errors` names every fault of a body by its path. */
export const problemSchema = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  edit_id: z.string().optional(),
});

export type ProblemBody = z.output<typeof problemSchema>;
