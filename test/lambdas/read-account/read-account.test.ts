import { describe, expect, it } from '@jest/globals';
import { accountSchema, limitsOf, type AccountBody } from '../../../lambdas/contract/account.ts';
import { limits, withRelaxed } from '../../../lambdas/contract/limits.ts';
import { deployedUrls } from '../../../lambdas/contract/urls.ts';
import { ProviderUnreadable } from '../../../lambdas/core/errors.ts';
import type { AccountSeen } from '../../../lambdas/core/provider.ts';
import { microsOf, type Price } from '../../../lambdas/core/spending.ts';
import { readAccount, type ReadAccountDeps } from '../../../lambdas/read-account/read-account.ts';
import { apiRequest } from '../../fakes/api-request.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeProvider } from '../../fakes/provider.ts';

const bySecond: Price = { baseUsd: 0.168, unit: 'second', note: undefined };
const budget: NonNullable<ReadAccountDeps['budget']> = {
  limits: { dailyMicros: microsOf(20), monthlyMicros: microsOf(200) },
  read: async () => ({ todayMicros: microsOf(1.68), monthMicros: microsOf(33.6) }),
};

const stage = (given: Partial<ReadAccountDeps> = {}) => {
  const clock = fakeClock();
  const provider = fakeProvider();
  const endpoint = readAccount({
    provider,
    providerName: 'RunComfy',
    model: 'a/model',
    prices: { known: async () => bySecond },
    slots: 5,
    relaxedLimits: {},
    urls: deployedUrls,
    uploads: true,
    clock,
    ...given,
  });
  const read = async (operator = false): Promise<AccountBody> => {
    const { status, body } = await endpoint(apiRequest({ operator }));
    expect(status).toBe(200);
    return accountSchema.parse(JSON.parse(body));
  };
  return { clock, provider, read };
};

describe('GET /v1/account', () => {
  it('tells a caller what an edit costs and what is taken, and nothing of the money', async () => {
    expect(await stage({ budget }).read()).toEqual({
      version: '1',
      provider: 'RunComfy',
      model: 'a/model',
      account: 'usable',
      price: { base_usd: 0.168, unit: 'second', usd_per_second: 0.168 },
      slots: 5,
      limits: {},
      urls: { s3: true, loopback_http: false },
      uploads: true,
    });
  });

  it('tells operators what is left and what is spent', async () => {
    expect(await stage({ budget }).read(true)).toMatchObject({
      balance_usd: 100,
      budget: {
        daily_usd: 20,
        spent_today_usd: 1.68,
        monthly_usd: 200,
        spent_this_month_usd: 33.6,
      },
    });
  });

  it('tells everybody, where everybody is the owner', async () => {
    expect(await stage({ budget, tellsAll: true }).read()).toMatchObject({
      balance_usd: 100,
      budget: { spent_today_usd: 1.68 },
    });
  });

  it('names no limit that is not set, and no budget where there is none', async () => {
    const daily = stage({ budget: { ...budget, limits: { dailyMicros: microsOf(1) } } });
    expect((await daily.read(true)).budget).toEqual({
      daily_usd: 1,
      spent_today_usd: 1.68,
      spent_this_month_usd: 33.6,
    });
    expect(await stage().read(true)).not.toHaveProperty('budget');
  });

  it.each<[AccountSeen, AccountBody['account'], number | undefined]>([
    [{ account: 'usable', balanceUsd: 12.5 }, 'usable', 12.5],
    [{ account: 'no_balance', balanceUsd: -0.5 }, 'no_balance', -0.5],
    [{ account: 'no_balance' }, 'no_balance', undefined],
    [{ account: 'token_refused', why: 'the provider answered 401' }, 'token_refused', undefined],
    [{ account: 'unreachable', why: 'the line is dead' }, 'unreachable', undefined],
  ])('answers while the provider says %j: %s', async (seen, account, balance) => {
    const told = await stage({ provider: fakeProvider({ account: () => seen }) }).read(true);
    expect([told.account, told.balance_usd]).toEqual([account, balance]);
    expect(JSON.stringify(told)).not.toContain('line is dead');
  });

  it('asks for the price where nobody has yet, and does without it where it is not told', async () => {
    const unknown = { known: async () => undefined };
    expect((await stage({ prices: unknown }).read()).price).toEqual({ base_usd: 0.84, unit: 'video' });
    const silent = fakeProvider();
    const price = async () => Promise.reject(new ProviderUnreadable('down'));
    expect(await stage({ prices: unknown, provider: { ...silent, price } }).read()).not.toHaveProperty(
      'price',
    );
  });

  it('lets nothing of ours that breaks pass for an answer of the provider', async () => {
    const price = async () => Promise.reject(new TypeError('a mistake'));
    const { read } = stage({
      prices: { known: async () => undefined },
      provider: { ...fakeProvider(), price },
    });
    await expect(read()).rejects.toThrow('a mistake');
  });

  it('asks the provider once, however many ask at once, and again some seconds later', async () => {
    const { read, provider, clock } = stage();
    await Promise.all([read(), read(), read(true)]);
    await read();
    expect(provider.calls).toEqual(['account']);
    clock.advance(5_000);
    await read();
    expect(provider.calls).toEqual(['account', 'account']);
  });

  it('tells the limits that are set otherwise, so that a caller can hold an edit against all of them', async () => {
    const relaxedLimits = {
      promptCharacters: { max: 5_000 },
      clipFramesPerSecond: { min: 20, max: 60 },
      pictureFormats: ['jpg', 'png', 'webp'] as ('jpg' | 'png' | 'webp')[],
    };
    const told = await stage({ relaxedLimits }).read();
    expect(told.limits).toEqual({
      prompt_characters: { max: 5_000 },
      clip_frames_per_second: { min: 20, max: 60 },
      picture_formats: ['jpg', 'png', 'webp'],
    });
    expect(limitsOf(told)).toEqual(withRelaxed(relaxedLimits));
    expect(limitsOf(await stage().read())).toEqual(limits);
  });
});
