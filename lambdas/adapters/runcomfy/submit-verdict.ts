import type { SubmitVerdict } from '../../core/provider.ts';
import { retryAfterSeconds } from '../retry-after.ts';
import { describe, familyOf, isRequestId, isSuccess, type Answer } from './answer.ts';
import type { Heard } from './exchange.ts';

type Refusal = Exclude<SubmitVerdict['verdict'], 'accepted' | 'unsent' | 'unfit'>;

const byCode: Readonly<Partial<Record<number, Refusal>>> = { 400002: 'account', 400004: 'account' };
const byStatus: Readonly<Partial<Record<number, Refusal>>> = {
  401: 'account',
  402: 'account',
  403: 'account',
  408: 'unclear',
  429: 'refused',
};
const withoutCode: Readonly<Partial<Record<number, Refusal>>> = {
  400: 'rejected',
  413: 'rejected',
  422: 'rejected',
};

/** What became of the paid POST. Whatever this table does not know may have started a job. */
export const submitVerdict = (heard: Heard, now: number): SubmitVerdict => {
  if (!heard.heard) {
    if (heard.account === true) return { verdict: 'account', why: heard.why };
    return heard.left
      ? { verdict: 'unclear', why: heard.why }
      : { verdict: 'refused', why: `The provider could not be reached: ${heard.why}` };
  }
  const { answer } = heard;
  const requestId = answer.body?.request_id;
  const why = describe(answer);
  if (isSuccess(answer) && isRequestId(requestId)) {
    // An id and an error at once: neither may be believed.
    return answer.errorCode === undefined ? { verdict: 'accepted', requestId } : { verdict: 'unclear', why };
  }
  const verdict = refusalOf(answer);
  switch (verdict) {
    case 'account':
      return { verdict, why };
    case 'rejected':
      return { verdict, message: answer.words ?? why };
    case 'refused':
      return {
        verdict,
        why,
        retryAfterSeconds: retryAfterSeconds(answer.retryAfter, now, longestWaitSeconds),
      };
    case 'unclear':
      return { verdict, why: isSuccess(answer) ? `${why}, and names no request` : why };
  }
};

const refusalOf = (answer: Answer): Refusal => {
  const { status } = answer;
  // A gateway's 5xx, or a redirect, says nothing about what happened behind it, whatever its body holds.
  if (!isSuccess(answer) && (!isClientError(status) || status === 408)) return 'unclear';
  const family = familyOf(answer);
  return (
    byCode[answer.errorCode ?? 0] ??
    byStatus[status] ??
    (family === undefined ? withoutCode[status] : byFamily(family)) ??
    'unclear'
  );
};

const byFamily = (family: number): Refusal | undefined =>
  byStatus[family] ?? (isClientError(family) ? 'rejected' : undefined);

const isClientError = (status: number): boolean => status >= 400 && status <= 499;

const longestWaitSeconds = 3_600;
