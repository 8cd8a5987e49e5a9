import type { EditBody } from '../../lambdas/contract/edit.ts';
import { durationWords } from '../words/durations.ts';
import { isUnderWay } from '../words/status.ts';

/** Done only when it is. */
const most = 0.99;

/**
 * How far an edit is, from 0 to 1: the time it took against that and what half of all such edits still take.
 * @param before what was shown last: it never goes back
 * @returns undefined where nobody can tell, and before it is worth a bar
 */
export const progressOf = (edit: EditBody, nowMs: number, before = 0): number | undefined => {
  if (edit.status === 'completed') return 1;
  if (!isUnderWay(edit) || edit.eta_seconds === undefined) return undefined;
  const elapsed = Math.max(0, (nowMs - Date.parse(edit.created_at)) / 1_000);
  return Math.min(most, Math.max(before, elapsed / (elapsed + edit.eta_seconds.p50)));
};

/** What is left, in words; undefined where nobody can tell. */
export const etaWords = ({ eta_seconds: eta }: Pick<EditBody, 'eta_seconds'>): string | undefined => {
  if (eta === undefined) return undefined;
  if (eta.overrun === true) {
    return `Takes longer than nine of ten such edits did; half of those that took so long needed ${durationWords(eta.p50)} more.`;
  }
  return `About ${durationWords(eta.p50)} left; nine of ten are done within ${durationWords(eta.p90)}.`;
};
