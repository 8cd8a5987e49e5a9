import type { AccountSeen } from '../../core/provider.ts';
import { describe, familyOf } from './answer.ts';
import { refusesToken } from './calls.ts';
import type { Heard } from './exchange.ts';
import { reading } from './reading.ts';

const noBalanceCode = 400002;

/** How the provider takes this token, by its answer to the question for the balance. */
export const accountSeen = (heard: Heard): AccountSeen => {
  if (!heard.heard) {
    return heard.account === true
      ? { account: 'token_refused', why: heard.why }
      : { account: 'unreachable', why: heard.why };
  }
  const { answer } = heard;
  const why = describe(answer);
  if (answer.errorCode === noBalanceCode || (familyOf(answer) ?? answer.status) === 402)
    return { account: 'no_balance' };
  if (refusesToken(heard)) return { account: 'token_refused', why };
  const seen = reading(heard);
  if (seen.read !== 'body') return { account: 'unreachable', why };
  const { balance_usd: balanceUsd } = seen.body;
  if (balanceUsd === undefined)
    return { account: 'unreachable', why: `${why}, but with no balance that can be read` };
  return { account: balanceUsd > 0 ? 'usable' : 'no_balance', balanceUsd };
};
