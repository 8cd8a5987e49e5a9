import { json, type Endpoint } from '../adapters/http/api.ts';
import { toBudgetBody, toLimitsBody, toPriceBody } from '../adapters/wire/account.ts';
import type { ProviderName } from '../contract/account.ts';
import type { RelaxedLimits } from '../contract/limits.ts';
import type { UrlPolicy } from '../contract/urls.ts';
import { apiVersion } from '../contract/version.ts';
import type { Millis } from '../core/edit.ts';
import { ProviderUnreadable } from '../core/errors.ts';
import type { Budget, Clock } from '../core/ports.ts';
import type { AccountSeen, Prices, Provider } from '../core/provider.ts';
import type { Price } from '../core/spending.ts';

export interface ReadAccountDeps {
  readonly provider: Pick<Provider, 'account' | 'price'>;
  readonly providerName: ProviderName;
  readonly model: string;
  readonly prices: Pick<Prices, 'known'>;
  /** @default - the stage may spend anything */
  readonly budget?: Pick<Budget, 'limits' | 'read'> | undefined;
  readonly slots: number;
  readonly relaxedLimits: RelaxedLimits;
  readonly urls: UrlPolicy;
  readonly uploads: boolean;
  /** Whether every caller is told of the money, and not operators alone. @default false */
  readonly tellsAll?: boolean | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** Callers that ask again and again ask the provider no more often than so: it counts what comes with its token. */
const heldMs = 5_000;

/** `GET /v1/account`: what to know before anything is spent. Answers also while the provider does not. */
export const readAccount = (deps: ReadAccountDeps): Endpoint => {
  const { provider, prices, budget, clock, tellsAll = false } = deps;
  const account = held(clock, async () => provider.account());
  const asked = held(clock, async () => askPrice(provider));

  return async ({ operator }) => {
    const tellsOfMoney = operator || tellsAll;
    const [seen, price, books] = await Promise.all([
      account(),
      prices.known().then(async (known) => known ?? asked()),
      tellsOfMoney ? budget?.read(clock.now()) : undefined,
    ]);
    return json(200, {
      version: apiVersion,
      provider: deps.providerName,
      model: deps.model,
      account: seen.account,
      ...(tellsOfMoney && balanceOf(seen)),
      ...(price && { price: toPriceBody(price) }),
      ...(budget && books && { budget: toBudgetBody(budget.limits, books) }),
      slots: deps.slots,
      limits: toLimitsBody(deps.relaxedLimits),
      urls: { s3: deps.urls.s3, loopback_http: deps.urls.loopbackHttp },
      uploads: deps.uploads,
    });
  };
};

const balanceOf = (seen: AccountSeen): { readonly balance_usd?: number } =>
  'balanceUsd' in seen && seen.balanceUsd !== undefined ? { balance_usd: seen.balanceUsd } : {};

const askPrice = async (provider: Pick<Provider, 'price'>): Promise<Price | undefined> => {
  try {
    return await provider.price();
  } catch (error) {
    if (error instanceof ProviderUnreadable) return undefined;
    throw error;
  }
};

const held = <T>({ now }: Pick<Clock, 'now'>, look: () => Promise<T>): (() => Promise<T>) => {
  let last: { readonly answer: Promise<T>; readonly until: Millis } | undefined;
  return async () => {
    if (last === undefined || last.until <= now()) last = { answer: look(), until: now() + heldMs };
    return last.answer;
  };
};
