import type { ProblemBody } from '../lambdas/contract/problem.ts';
import { ProblemError, UnexpectedAnswer } from './errors.ts';
import type { Received } from './exchange.ts';
import { retryAfterSeconds } from './retry-after.ts';

export interface Answer<Body> {
  readonly body: Body;
  readonly retryAfterSeconds: number | undefined;
}

/**
 * What the API answered. It is taken for what the contract says: a check of every field is zod's, and would come with
 * all of it. @throws ProblemError where it refuses; UnexpectedAnswer where it was not the API that answered
 */
export const read = <Body>(received: Received, now: number): Answer<Body> => {
  const { status, headers, text } = received;
  const wait = retryAfterSeconds(headers, now);
  const type = typeOf(headers);
  if (isSuccess(status) && type === 'application/json') {
    const body = parse(received, wait);
    if (typeof body === 'object' && body !== null) return { body: body as Body, retryAfterSeconds: wait };
  }
  if (!isSuccess(status) && type === 'application/problem+json') {
    const body = parse(received, wait);
    if (isProblem(body)) throw new ProblemError(body, { retryAfterSeconds: wait });
  }
  throw new UnexpectedAnswer(whatItIs(received), { status, body: text, retryAfterSeconds: wait });
};

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

const typeOf = (headers: Headers): string =>
  (headers.get('content-type') ?? '').replace(/;.*$/su, '').trim().toLowerCase();

const parse = ({ status, text }: Received, wait: number | undefined): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `The answer (${status}) says that it is JSON, and is not.`;
    throw new UnexpectedAnswer(message, { status, body: text, retryAfterSeconds: wait, cause });
  }
};

const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === 'object' &&
  body !== null &&
  'code' in body &&
  typeof body.code === 'string' &&
  'detail' in body &&
  typeof body.detail === 'string';

const whatItIs = ({ status, headers }: Received): string => {
  if (status === 0 || (status >= 300 && status < 400)) {
    const to = headers.get('location');
    return `The address leads elsewhere${to === null ? '' : `, to ${to}`}: use that as url.`;
  }
  if (status === 401) return 'The caller is not known (401): give auth, with a token that is good now.';
  if (status === 403)
    return 'The call is not allowed (403): look at the credentials, their region, and what their role may do.';
  if (status === 404) return 'There is no API at this address (404): look at url.';
  if (status === 429) return 'Too many calls at once (429): wait before the next.';
  return isSuccess(status)
    ? `The answer (${status}) is not of this API: look at url.`
    : `Something before the API answered with ${status}.`;
};
