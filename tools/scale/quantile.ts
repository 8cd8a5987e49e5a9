import { probit } from 'simple-statistics';

/** How long a job takes that a share of all jobs is shorter than; log-normal. */
export const quantile = (
  share: number,
  { medianSeconds, sigma }: { readonly medianSeconds: number; readonly sigma: number },
): number => medianSeconds * Math.exp(sigma * probit(share));
