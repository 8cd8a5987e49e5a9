import { limitsOf, type AccountBody } from '../../lambdas/contract/account.ts';
import { limits, type Limits } from '../../lambdas/contract/limits.ts';
import { localUrls, type UrlPolicy } from '../../lambdas/contract/urls.ts';
import type { Price } from '../../lambdas/core/spending.ts';

/** What the account says of what may be sent, and what it costs. */
export interface Terms {
  readonly limits: Limits;
  readonly urls: UrlPolicy;
  /** Whether files of this computer are taken. */
  readonly uploads: boolean;
  /** @default - nobody knows */
  readonly price?: Price | undefined;
  /** Whether a stand-in makes the edits, so that nothing is paid. */
  readonly isFree: boolean;
}

/** Until the account has answered, and where it does not: the published limits, and every kind of address. */
export const usualTerms: Terms = { limits, urls: localUrls, uploads: true, isFree: false };

/** @param account as the API tells it */
export const termsOf = (account: AccountBody): Terms => ({
  limits: limitsOf(account),
  urls: { s3: account.urls.s3, loopbackHttp: account.urls.loopback_http },
  uploads: account.uploads,
  price: account.price && { baseUsd: account.price.base_usd, unit: account.price.unit },
  isFree: account.provider === 'a stand-in',
});
