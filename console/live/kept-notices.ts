import type { EveryEvent } from '../../lambdas/contract/every-event.ts';

/** As many are kept as a page can show without effort. */
export const mostNotices = 300;

/** @param kept newest first @returns the same where it is known already: a notice is told at least once */
export const withNotice = (kept: readonly EveryEvent[], notice: EveryEvent): readonly EveryEvent[] => {
  if (kept.some((other) => other.detail.id === notice.detail.id)) return kept;
  const later = kept.findIndex((other) => other.detail.occurred_at <= notice.detail.occurred_at);
  return kept.toSpliced(later === -1 ? kept.length : later, 0, notice).slice(0, mostNotices);
};
