import type { ApiRequest, ApiResponse } from '../../lambdas/adapters/http/api.ts';
import { editSchema, type EditBody } from '../../lambdas/contract/edit.ts';
import { problemSchema, type ProblemBody } from '../../lambdas/contract/problem.ts';

/** A request of `owner`, as whoever received it hands it on. */
export const apiRequest = (overrides: Partial<ApiRequest> = {}): ApiRequest => ({
  owner: 'owner',
  operator: false,
  method: 'GET',
  url: '/',
  path: {},
  query: {},
  headers: {},
  body: '',
  ...overrides,
});

/** A request with this body as JSON. */
export const jsonRequest = (body: unknown, overrides: Partial<ApiRequest> = {}): ApiRequest =>
  apiRequest({
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...overrides,
    headers: { 'content-type': 'application/json', ...overrides.headers },
  });

/** The edit in an answer, which is as the contract has it. */
export const editIn = ({ body }: ApiResponse): EditBody => editSchema.parse(JSON.parse(body));

/** The problem in an answer, which is as the contract has it, and whose status is the answer's. */
export const problemIn = ({ status, headers, body }: ApiResponse): ProblemBody => {
  const problem = problemSchema.parse(JSON.parse(body));
  if (headers['content-type'] !== 'application/problem+json' || problem.status !== status) {
    throw new Error(`this is no problem: ${body}`);
  }
  return problem;
};
