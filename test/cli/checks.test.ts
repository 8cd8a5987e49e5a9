import { describe, expect, it, test } from '@jest/globals';
import { accountChecks } from '../../cli/output/checks.ts';
import type { AccountBody } from '../../lambdas/contract/account.ts';

const account: AccountBody = {
  version: '1',
  provider: 'RunComfy',
  model: 'kling',
  account: 'usable',
  slots: 5,
  limits: {},
  urls: { s3: true, loopback_http: false },
  uploads: true,
};

describe('what an account tells', () => {
  it('is all well where it is', () => {
    const budget = { daily_usd: 5, spent_today_usd: 1, monthly_usd: 50, spent_this_month_usd: 7.5 };
    const price = { base_usd: 0.168, unit: 'second', usd_per_second: 0.168 };
    const checks = accountChecks({ ...account, balance_usd: 12, price, budget });
    expect(checks.map(({ exit }) => exit)).toEqual(Array(checks.length).fill('ok'));
    expect(checks.map(({ text }) => text)).toEqual([
      'RunComfy, kling: takes edits, 5 at once',
      '$12.00 left there',
      '$0.168 for each second of the clip',
      '$1.00 of $5.00 spent or set aside today',
      '$7.50 of $50.00 spent or set aside this month',
      'files can be sent',
    ]);
  });

  test.each<[string, Partial<AccountBody>, string]>([
    ['a token that is refused', { account: 'token_refused' }, 'provider'],
    ['no balance', { account: 'no_balance' }, 'provider'],
    ['a provider that does not answer', { account: 'unreachable' }, 'provider'],
    [
      'a day that is used up',
      { budget: { daily_usd: 5, spent_today_usd: 5, spent_this_month_usd: 5 } },
      'budget',
    ],
    [
      'a month that is used up',
      { budget: { monthly_usd: 5, spent_today_usd: 0, spent_this_month_usd: 6 } },
      'budget',
    ],
  ])('is %s, with the next step', (_name, more, name) => {
    const wrong = accountChecks({ ...account, ...more }).filter(({ exit }) => exit !== 'ok');
    expect(wrong).toEqual([
      expect.objectContaining({ name, exit: 'not_now', next: expect.stringMatching(/./u) }),
    ]);
  });

  it('has no line for what it does not tell', () => {
    expect(accountChecks(account).map(({ name }) => name)).toEqual(['provider', 'uploads']);
    const price = { base_usd: 0.5, unit: 'request' };
    expect(accountChecks({ ...account, price })[1]?.text).toBe('$0.5 a request');
  });
});
