import type { Millis } from '../../core/edit.ts';
import type { ResultSeen } from '../../core/provider.ts';
import { describe, type Answer, type AnswerBody } from './answer.ts';
import type { Heard } from './exchange.ts';
import { momentOf } from './moment.ts';
import { outputsOf } from './outputs.ts';
import { reading } from './reading.ts';
import { statusWord } from './status-word.ts';

/** How a request went. Success is decided here alone: as a status, `completed` only means that it stopped. */
export const resultSeen = (heard: Heard): ResultSeen => {
  const seen = reading(heard);
  switch (seen.read) {
    case 'unknown_request':
    case 'not_ready':
      return { result: seen.read };
    case 'unreachable':
      return { result: 'unreachable', why: seen.why };
    case 'body':
      return ofBody(seen.answer, seen.body);
  }
};

const ofBody = (answer: Answer, body: AnswerBody): ResultSeen => {
  const complains = answer.errorCode !== undefined || saysSomething(body.error);
  const { word, meaning } = statusWord(body);
  switch (meaning) {
    case 'ended_well': {
      const outputs = outputsOf(body);
      // What was made and paid for is fetched, though there should be a complaint beside it.
      return outputs.length === 0 && complains
        ? failed(answer, body)
        : { result: 'succeeded', outputs, costUsd: body.cost, ...finishedAt(body) };
    }
    case 'ended_badly':
      return failed(answer, body);
    case 'cancelled':
      return { result: 'cancelled', costUsd: body.cost };
    case 'queued':
    case 'running':
      return { result: 'not_ready' };
    case undefined:
      break;
  }
  if (!complains) return { result: 'not_ready' };
  // A complaint that names neither a status nor the request may be a gateway's, and pass.
  return word === undefined && body.request_id === undefined
    ? { result: 'unreachable', why: describe(answer) }
    : failed(answer, body);
};

const failed = (answer: Answer, body: AnswerBody): ResultSeen => ({
  result: 'failed',
  message: answer.words ?? 'The provider says that it failed, and not why',
  costUsd: body.cost,
  ...finishedAt(body),
});

const finishedAt = (body: AnswerBody): { readonly finishedAt?: Millis } => {
  const moment = momentOf(body.finished_at);
  return moment === undefined ? {} : { finishedAt: moment };
};

const saysSomething = (error: unknown): boolean =>
  error !== undefined && error !== null && error !== false && error !== '';
