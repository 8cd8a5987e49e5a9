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
}

/** Until the account has answered, and where it does not: the published limits, and every kind of address. */
export const usualTerms: Terms = { limits, urls: localUrls, uploads: true };
