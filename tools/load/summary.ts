import { quantile } from 'simple-statistics';
import type { LoadRun } from './run.ts';

/** What a run comes to. Times are those of its callers. */
export interface Summary {
  readonly submitted: number;
  readonly completed: number;
  readonly refused: number;
  readonly perSecond: number;
  readonly submitMs: Percentiles;
  readonly readMs: Percentiles;
  /** From when an edit was on record until the provider took it. */
  readonly inLineSeconds: Percentiles;
  /** From when it was on record until its video was stored. */
  readonly wholeSeconds: Percentiles;
  readonly rssMegabytes?: number | undefined;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

export const summaryOf = ({ followed, errors, seconds, rssBytes }: LoadRun): Summary => {
  const edits = followed.flatMap(({ edit }) => edit ?? []);
  const between = (from?: string, to?: string): number[] =>
    from === undefined || to === undefined ? [] : [(Date.parse(to) - Date.parse(from)) / 1_000];
  return {
    submitted: followed.length + errors.length,
    completed: edits.filter(({ status }) => status === 'completed').length,
    refused: errors.length,
    perSecond: edits.length / seconds,
    submitMs: percentiles(followed.map(({ submitMs }) => submitMs)),
    readMs: percentiles(followed.flatMap(({ readMs }) => readMs)),
    inLineSeconds: percentiles(edits.flatMap((edit) => between(edit.created_at, edit.submitted_at))),
    wholeSeconds: percentiles(edits.flatMap((edit) => between(edit.created_at, edit.finished_at))),
    rssMegabytes: rssBytes === undefined ? undefined : Math.round(rssBytes / 1e6),
  };
};

const percentiles = (values: readonly number[]): Percentiles => {
  if (values.length === 0) return { p50: NaN, p99: NaN, most: NaN };
  const [p50 = NaN, p99 = NaN, most = NaN] = quantile([...values], [0.5, 0.99, 1]);
  return { p50, p99, most };
};
