import { describe, familyOf, isSuccess, type Answer, type AnswerBody } from './answer.ts';
import type { Heard } from './exchange.ts';
import { isEnding, statusWord } from './status-word.ts';

/** What an answer amounts to, where the call may be made again at any time. */
export type Reading =
  | { readonly read: 'body'; readonly answer: Answer; readonly body: AnswerBody }
  | { readonly read: 'unknown_request' | 'not_ready'; readonly why: string }
  | { readonly read: 'unreachable'; readonly why: string };

const notReadyCode = 400005;

export const reading = (heard: Heard): Reading => {
  if (!heard.heard) return { read: 'unreachable', why: heard.why };
  const { answer } = heard;
  const { body } = answer;
  const why = describe(answer);
  // An ending is one though the error it ended with stands beside it.
  if (isSuccess(answer) && body !== undefined && isEnding(statusWord(body))) {
    return { read: 'body', answer, body };
  }
  if (answer.errorCode === notReadyCode) return { read: 'not_ready', why };
  if ((familyOf(answer) ?? answer.status) === 404) return { read: 'unknown_request', why };
  if (!isSuccess(answer) || answer.errorCode !== undefined) return { read: 'unreachable', why };
  return body === undefined
    ? { read: 'unreachable', why: `${why}, but with no JSON object` }
    : { read: 'body', answer, body };
};
