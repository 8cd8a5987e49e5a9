import { accountSchema } from '../../lambdas/contract/account.ts';
import { termsOf, type Terms } from './terms.ts';

/** Asks for the account. @returns undefined where nobody answers: the server checks everything itself, too */
export const readTerms = async (signal: AbortSignal): Promise<Terms | undefined> => {
  try {
    const response = await fetch('/v1/account', { signal });
    const account = accountSchema.safeParse(await response.json());
    return account.success ? termsOf(account.data) : undefined;
  } catch {
    return undefined;
  }
};
