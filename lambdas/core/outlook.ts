import type { EditRecord, Millis } from './edit.ts';
import { jobPrior, meanSeconds, remaining, type JobTimes } from './job-times.ts';
import { gapSeconds } from './line-speed.ts';
import { placeOf, type Line } from './line.ts';

/** What can be told of the time that an edit still takes. */
export interface Outlook {
  /** While it waits for a slot; 1 is next. */
  readonly place?: number | undefined;
  /** Until it is stored: half of all such edits are by then, and nine of ten. */
  readonly eta?: { readonly p50Seconds: number; readonly p90Seconds: number } | undefined;
}

export interface OutlookFacts {
  readonly now: Millis;
  readonly times: JobTimes;
  readonly slots: number;
  /** Needed of an edit that waits for a slot. */
  readonly line?: Line | undefined;
}

// From what was seen of copies of a few dozen megabytes; none of the figures of an edit is made from it.
const storing = { p50Seconds: 5, p90Seconds: 30 };

export const outlookOf = (record: EditRecord, { now, times, slots, line }: OutlookFacts): Outlook => {
  const prior = jobPrior(times);
  const fromNow = (elapsedSeconds: number, waitSeconds = 0): Outlook['eta'] => {
    const { p50Seconds, p90Seconds } = remaining(prior, elapsedSeconds);
    return {
      p50Seconds: Math.ceil(waitSeconds + p50Seconds + storing.p50Seconds),
      p90Seconds: Math.ceil(1.5 * waitSeconds + p90Seconds + storing.p90Seconds),
    };
  };
  switch (record.status) {
    case 'accepted': {
      // How long the provider, or its account, keeps edits waiting is nobody's to foretell.
      if (record.waitingFor !== 'capacity') return record.waitingFor === undefined ? { eta: fromNow(0) } : {};
      if (line === undefined) return {};
      const place = placeOf(line, record.ticket);
      const gap = gapSeconds(line, { now, slots, typicalSeconds: meanSeconds(prior) });
      return { place, eta: fromNow(0, place * gap) };
    }
    case 'submitting':
      return { eta: fromNow(0) };
    case 'queued':
    case 'running':
      return { eta: fromNow((now - (record.sentAt ?? now)) / 1_000) };
    case 'storing':
      return { eta: storing };
    case 'uncertain':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return {};
  }
};

const soonest = 2;
const latest = 300;

/**
 * After how many seconds asking again is worth it: not before the workflow looks itself, and while the end is far, not
 * before a good part of the way is done. Undefined where nothing changes any more by itself.
 */
export const askAgainSeconds = (record: EditRecord, { eta }: Outlook, now: Millis): number | undefined => {
  switch (record.status) {
    case 'uncertain':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return undefined;
    case 'submitting':
    case 'storing':
      return soonest;
    case 'accepted':
    case 'queued':
    case 'running': {
      const untilTouched = ((record.dueAt ?? now) - now) / 1_000;
      const partOfTheWay = (eta?.p50Seconds ?? 0) / 4;
      return Math.ceil(Math.min(Math.max(soonest, untilTouched, partOfTheWay), latest));
    }
  }
};
