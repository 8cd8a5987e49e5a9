import { ProblemError } from '../../client/client.ts';
import { authorising } from '../../client/authorising.ts';
import { calling, type Calling } from '../../client/calling.ts';
import { systemClock } from '../../client/clock.ts';
import { limitsOf, type AccountBody } from '../../lambdas/contract/account.ts';
import { limits as published, type Limits } from '../../lambdas/contract/limits.ts';
import type { AskedEdit } from '../request/asked-edit.ts';
import type { Api } from './address.ts';
import type { Caller } from './caller.ts';

export interface AccountDeps {
  readonly api: Pick<Api, 'url'>;
  readonly caller: Pick<Caller, 'auth'>;
  readonly signal: AbortSignal;
}

// An answer that takes longer is none to wait for at a terminal.
const timeoutSeconds = 20;

/** Asks once, as the caller. */
export const askingOnce = ({ api, caller }: AccountDeps): Calling =>
  calling({
    ...{ base: api.url, fetch: globalThis.fetch, clock: systemClock, timeoutSeconds, repeats: 0 },
    authorise: authorising(caller.auth, api.url),
  });

/** `GET /v1/account`. @returns undefined where the API is older than that. @throws as the client does */
export const readAccount = async (deps: AccountDeps): Promise<AccountBody | undefined> => {
  try {
    const call = { method: 'GET', path: '/v1/account', repeatable: 'always' } as const;
    return (await askingOnce(deps)<AccountBody>(call, { signal: deps.signal })).body;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
};

/** The limits to hold these edits against. The stage is asked for its own where the published ones may be too strict. */
export const limitsFor = async (edits: readonly AskedEdit[], deps: AccountDeps): Promise<Limits> => {
  if (edits.every(({ prompt }) => prompt.length <= published.promptCharacters.max)) return published;
  const account = await readAccount(deps);
  return account === undefined ? published : limitsOf(account);
};
