import { problem as problemOf } from '../../lambdas/adapters/http/api.ts';
import type { ProblemCode } from '../../lambdas/contract/problem.ts';
import { answers, type Act } from '../lambdas/adapters/loopback-server.ts';

export const json = (body: unknown, headers: Record<string, string> = {}, status = 200): Act =>
  answers(status, body, { 'content-type': 'application/json', ...headers });

/** As the API itself writes it. */
export const problem = (code: ProblemCode, headers: Record<string, string> = {}): Act => {
  const answer = problemOf(code, 'It is so.', { headers });
  return answers(answer.status, answer.body, answer.headers);
};
