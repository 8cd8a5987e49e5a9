import { ProblemError, type AccountBody, type Client } from '../../client/client.ts';
import { limitsOf } from '../../lambdas/contract/account.ts';
import { limits as published, type Limits } from '../../lambdas/contract/limits.ts';
import type { AskedEdit } from '../request/asked-edit.ts';

export interface AccountDeps {
  readonly client: { readonly account: Pick<Client['account'], 'get'> };
  readonly signal: AbortSignal;
}

// An answer that takes longer is none to wait for at a terminal.
const timeoutSeconds = 20;

/** @returns undefined where the API is older than `GET /v1/account`. @throws as the client does */
export const readAccount = async ({ client, signal }: AccountDeps): Promise<AccountBody | undefined> => {
  try {
    return await client.account.get({ signal, timeoutSeconds, repeats: 0 });
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
