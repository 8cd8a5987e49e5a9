import * as z from 'zod';

/** Nobody means more than this. */
export const mostUsd = 1_000_000;

// Said when it is needed: to write one number by the rules of a language loads those of all of them.
const error = () =>
  `must be an amount in US dollars, more than 0 and at most ${mostUsd.toLocaleString('en-US')}`;
const usd = z.number({ error }).positive({ error }).max(mostUsd, { error });

/** What a stage may spend at the provider, in US dollars; days and months are those of UTC. */
export const budgetSchema = z
  .strictObject({
    dailyUsd: usd.optional(),
    monthlyUsd: usd.optional(),
  })
  .refine(({ dailyUsd, monthlyUsd }) => dailyUsd !== undefined || monthlyUsd !== undefined, {
    error: 'must have dailyUsd, monthlyUsd, or both',
  })
  .refine(({ dailyUsd = 0, monthlyUsd = dailyUsd }) => dailyUsd <= monthlyUsd, {
    error: 'must not be more than monthlyUsd',
    path: ['dailyUsd'],
  });

export type BudgetSettings = z.output<typeof budgetSchema>;
