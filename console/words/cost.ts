import type { EditBody } from '../../lambdas/contract/edit.ts';
import { usdWords } from './amounts.ts';

type Priced = Pick<EditBody, 'cost_usd' | 'cost_estimate_usd' | 'status' | 'submitted_at'>;

/** What an edit costs, in few words: as the provider reports it, or as it is expected; undefined where nobody knows. */
export const costWords = ({
  cost_usd: cost,
  cost_estimate_usd: estimate,
  ...edit
}: Priced): string | undefined => {
  if (cost !== undefined) return usdWords(cost);
  const ended = edit.status === 'failed' || edit.status === 'cancelled';
  if (ended && edit.submitted_at === undefined) return 'nothing paid';
  return estimate === undefined ? undefined : `about ${usdWords(estimate)}`;
};

/** The amount at stake, for a sentence: `about $0.84`, or that it is not known. */
export const stakeWords = ({ cost_usd: cost, cost_estimate_usd: estimate }: Priced): string => {
  if (cost !== undefined) return usdWords(cost);
  return estimate === undefined ? 'the price of an edit' : `about ${usdWords(estimate)}`;
};
