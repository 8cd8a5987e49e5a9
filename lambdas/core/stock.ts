import type { EditRecord, Millis } from './edit.ts';
import { closedNow, slotsNow, type Line } from './line.ts';
import type { Measured } from './ports.ts';
import { usdOf, type Books, type BudgetLimits } from './spending.ts';

/** What is looked at of a live edit. A thousand requests need not be held. */
export type LiveEdit = Pick<
  EditRecord,
  'editId' | 'status' | 'waitingFor' | 'createdAt' | 'sentAt' | 'resolutions'
>;

/** What could be read of a stage at a moment; each part absent where it could not be. */
export interface Stock {
  readonly now: Millis;
  readonly slots: number;
  /** As long as somebody who was given a slot may take to say so in its record. */
  readonly leaseSeconds: number;
  readonly limits?: BudgetLimits | undefined;
  readonly line?: Line | undefined;
  readonly books?: Books | undefined;
  /** The live edits. Not `all` of them: those that are due first. */
  readonly edits?: { readonly records: readonly LiveEdit[]; readonly all: boolean } | undefined;
}

/**
 * What is measured of a stage each minute. Where not all live edits could be counted, those in flight are the holders
 * of slots, those that wait are at least the tickets that had no turn yet, for reasons in the proportion of those that
 * were seen, and the oldest is the oldest of these.
 */
export const measuredStock = (stock: Stock): readonly Measured[] => [
  ...inFlight(stock),
  ...waiting(stock),
  ...stalled(stock),
  ...paused(stock),
  ...spent(stock),
];

const isWaiting = ({ status }: LiveEdit): boolean => status === 'accepted';
const isInFlight = ({ status }: LiveEdit): boolean =>
  status === 'submitting' || status === 'queued' || status === 'running';

const inFlight = ({ edits, line }: Stock): readonly Measured[] => {
  const count =
    edits?.all === true ? edits.records.filter(isInFlight).length : line && Object.keys(line.holders).length;
  return count === undefined ? [] : [{ metric: 'EditsInFlight', value: count }];
};

const none = '(none)';

const waiting = ({ edits, line, now }: Stock): readonly Measured[] => {
  if (edits === undefined) return [];
  const seen = edits.records.filter(isWaiting);
  const drawn = edits.all || line === undefined ? 0 : line.tickets - line.serving;
  const count = Math.max(seen.length, drawn);
  const reasons = new Map<string, number>();
  for (const { waitingFor = none } of seen) reasons.set(waitingFor, (reasons.get(waitingFor) ?? 0) + 1);
  return [
    { metric: 'EditsWaiting', value: count },
    ...[...reasons].map(([reason, some]): Measured => {
      const value = Math.round((some * count) / seen.length);
      return { metric: 'EditsWaiting', value, by: { waiting_for: reason }, share: true };
    }),
    { metric: 'OldestWaitingSeconds', value: secondsSince(oldest(seen) ?? now, now) },
  ];
};

// Sent again by somebody's decision, it waits from then on.
const waitsSince = ({ createdAt, resolutions = [] }: LiveEdit): Millis =>
  resolutions.findLast(({ action }) => action === 'resubmit')?.at ?? createdAt;

const oldest = (records: readonly LiveEdit[]): Millis | undefined =>
  records.length === 0 ? undefined : Math.min(...records.map(waitsSince));

// Of one that has ended since, the line knows when it gave its slot back, and that was later.
const sentLast = (records: readonly LiveEdit[]): Millis =>
  Math.max(0, ...records.map(({ sentAt = 0 }) => sentAt));

const secondsSince = (then: Millis, now: Millis): number => Math.max(0, now - then) / 1_000;

/**
 * How long nothing was sent although an edit waits and there was a slot for it. A line that is full, or closed for the
 * day or the month, does not stall; one whose account is paused, whom the provider refuses, or that has no price does.
 */
export const stalledSeconds = (
  stock: Stock & { readonly line: Line; readonly edits: NonNullable<Stock['edits']> },
): number => {
  const { line, edits, now, limits } = stock;
  const since = oldest(edits.records.filter(isWaiting));
  if (since === undefined || isFull(stock)) return 0;
  const closed = closedNow(line, { now, budget: limits });
  if (closed !== undefined && closed.why !== 'price') return 0;
  // A slot that comes free is not taken at the same moment. While nothing may be sent, it changes nothing.
  const freed = Math.min(line.freedAt ?? 0, line.pause?.since ?? Infinity);
  return secondsSince(Math.max(since, sentLast(edits.records), freed), now);
};

const stalled = (stock: Stock): readonly Measured[] => {
  const { line, edits } = stock;
  return line === undefined || edits === undefined
    ? []
    : [{ metric: 'StalledSeconds', value: stalledSeconds({ ...stock, line, edits }) }];
};

type Known = Parameters<typeof stalledSeconds>[0];

const isFull = (known: Known): boolean => {
  const { line, edits } = known;
  const records = new Map(edits.records.map((record) => [record.editId, record]));
  const underWay = Object.entries(line.holders).filter(([editId, since]) =>
    isUnderWay(records.get(editId), since, known),
  );
  return underWay.length >= slotsNow(line, known);
};

const isUnderWay = (
  record: LiveEdit | undefined,
  since: Millis,
  { line, edits, now, leaseSeconds }: Known,
): boolean => {
  // While all attempts fail, one that is being made is no sign that anything is under way.
  const failing = line.pause !== undefined || (line.slow?.refusals ?? 0) > 0;
  switch (record?.status) {
    case undefined:
      return !edits.all;
    case 'queued':
    case 'running':
      return true;
    case 'submitting':
      return !failing;
    // It was granted its slot, and is about to say so in its record.
    case 'accepted':
      return !failing && now - since < leaseSeconds * 1_000;
    case 'storing':
    case 'uncertain':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return false;
  }
};

const paused = ({ line }: Stock): readonly Measured[] =>
  line === undefined ? [] : [{ metric: 'AccountPaused', value: line.pause === undefined ? 0 : 1 }];

const spent = ({ books, limits = {} }: Stock): readonly Measured[] => {
  if (books === undefined) return [];
  const { todayMicros, monthMicros } = books;
  const { dailyMicros = Infinity, monthlyMicros = Infinity } = limits;
  return [
    { metric: 'SpentTodayUsd', value: usdOf(todayMicros) },
    { metric: 'SpentMonthUsd', value: usdOf(monthMicros) },
    {
      metric: 'BudgetUsedPercent',
      value: 100 * Math.max(todayMicros / dailyMicros, monthMicros / monthlyMicros),
    },
  ];
};
