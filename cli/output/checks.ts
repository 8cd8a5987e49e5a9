import type { AccountBody } from '../../lambdas/contract/account.ts';
import type { Exit } from '../exit-codes.ts';
import { dollarsOf } from './words.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  /** `ok`, or what an edit that is sent now would come to. */
  readonly exit: Exit;
  readonly text: string;
  readonly next?: string | undefined;
}

/** What the account of a stage says of edits that are sent now. */
export const accountChecks = (account: AccountBody): readonly Check[] => [
  tokenOf(account),
  ...balanceOf(account),
  ...priceOf(account),
  ...budgetOf(account),
  {
    name: 'uploads',
    exit: 'ok',
    text: account.uploads
      ? 'files can be sent'
      : 'there is no place for files: clips and pictures are named by address',
  },
];

const tokenOf = ({ account, provider, model, slots }: AccountBody): Check => {
  const told = { name: 'provider' };
  switch (account) {
    case 'usable':
      return { ...told, exit: 'ok', text: `${provider}, ${model}: takes edits, ${slots} at once` };
    case 'no_balance':
      return {
        ...told,
        exit: 'not_now',
        text: `${provider} takes no edits: the account has no balance`,
        next: 'Top it up there.',
      };
    case 'token_refused':
      return {
        ...told,
        exit: 'not_now',
        text: `${provider} does not take the token of this stage`,
        next: 'Put a token that it takes where the stage has its own: RUNCOMFY_TOKEN on this machine, the secret deployed.',
      };
    case 'unreachable':
      return {
        ...told,
        exit: 'not_now',
        text: `${provider} does not answer the stage`,
        next: 'Wait: edits that are sent meanwhile wait for it, too.',
      };
  }
};

const balanceOf = ({ balance_usd: balance }: AccountBody): readonly Check[] =>
  balance === undefined ? [] : [{ name: 'balance', exit: 'ok', text: `${dollarsOf(balance)} left there` }];

const priceOf = ({ price }: AccountBody): readonly Check[] => {
  if (price === undefined) return [];
  const { base_usd: base, unit, usd_per_second: second } = price;
  const text = second === undefined ? `$${base} a ${unit}` : `$${second} for each second of the clip`;
  return [{ name: 'price', exit: 'ok', text }];
};

const budgetOf = ({ budget }: AccountBody): readonly Check[] => {
  if (budget === undefined) return [];
  const {
    daily_usd: daily,
    spent_today_usd: today,
    monthly_usd: monthly,
    spent_this_month_usd: month,
  } = budget;
  const spans = [
    ...(daily === undefined ? [] : [{ limit: daily, spent: today, of: 'today' }]),
    ...(monthly === undefined ? [] : [{ limit: monthly, spent: month, of: 'this month' }]),
  ];
  return spans.map(({ limit, spent, of }) => {
    const text = `${dollarsOf(spent)} of ${dollarsOf(limit)} spent or set aside ${of}`;
    if (spent < limit) return { name: 'budget', exit: 'ok', text };
    return {
      name: 'budget',
      exit: 'not_now',
      text,
      next: 'Wait until its books begin anew (UTC), or raise the setting.',
    };
  });
};
