import { clipSecondsOf, type EditRecord, type Millis } from './edit.ts';
import {
  isOverrun,
  jobPrior,
  learnedPrior,
  meanSeconds,
  remaining,
  remainingStoring,
  storingPrior,
  type JobTimes,
  type Remaining,
} from './job-times.ts';
import { gapSeconds } from './line-speed.ts';
import { placeOf, type Line } from './line.ts';

/** What can be told of the time that an edit still takes. */
export interface Outlook {
  /** While it waits for a slot; 1 is next. */
  readonly place?: number | undefined;
  /** Until it is stored: half of all such edits are by then, and nine of ten. */
  readonly eta?: Eta | undefined;
}

/** Whole seconds. */
export interface Eta extends Remaining {
  /** Its job takes longer than nine of ten such jobs did. */
  readonly overrun?: true | undefined;
}

export interface OutlookFacts {
  readonly now: Millis;
  readonly times: JobTimes;
  readonly slots: number;
  /** Needed of an edit that waits for a slot. */
  readonly line?: Line | undefined;
}

export const outlookOf = (record: EditRecord, { now, times, slots, line }: OutlookFacts): Outlook => {
  const prior = jobPrior(times, clipSecondsOf(record));
  const learned = learnedPrior(times, clipSecondsOf(record));
  const storing = storingPrior(times);
  const fromNow = (elapsedSeconds: number, waitSeconds = 0): Eta => {
    const { p50Seconds, p90Seconds } = remaining(prior, storing, elapsedSeconds);
    return {
      p50Seconds: Math.round(waitSeconds + p50Seconds),
      p90Seconds: Math.round(1.5 * waitSeconds + p90Seconds),
      ...(learned !== undefined && isOverrun(learned, elapsedSeconds) && { overrun: true }),
    };
  };
  switch (record.status) {
    case 'accepted': {
      // How long the provider, or its account, keeps edits waiting is nobody's to foretell.
      if (record.waitingFor !== 'capacity') return record.waitingFor === undefined ? { eta: fromNow(0) } : {};
      if (line === undefined) return {};
      const place = placeOf(line, record.ticket);
      // Those before it have clips of all lengths.
      const gap = gapSeconds(line, { now, slots, typicalSeconds: meanSeconds(jobPrior(times)) });
      return { place, eta: fromNow(0, place * gap) };
    }
    case 'submitting':
      return { eta: fromNow(0) };
    case 'queued':
    case 'running':
      return { eta: fromNow((now - (record.sentAt ?? now)) / 1_000) };
    case 'storing': {
      const { p50Seconds, p90Seconds } = remainingStoring(storing, (now - (record.madeAt ?? now)) / 1_000);
      return { eta: { p50Seconds: Math.round(p50Seconds), p90Seconds: Math.round(p90Seconds) } };
    }
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
 * After how many seconds asking again is worth it: not before its turn may have come, and while the end is far, not
 * before a good part of the way is done. Undefined where nothing changes any more by itself.
 */
export const askAgainSeconds = (record: EditRecord, { eta }: Outlook, now: Millis): number | undefined => {
  const partOfTheWay = (eta?.p50Seconds ?? 0) / 4;
  const between = (value: number): number => Math.ceil(Math.min(Math.max(soonest, value), latest));
  switch (record.status) {
    case 'uncertain':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return undefined;
    case 'submitting':
    case 'storing':
      return soonest;
    case 'accepted': {
      const untilTouched = ((record.dueAt ?? now) - now) / 1_000;
      return between(Math.max(untilTouched, partOfTheWay));
    }
    case 'queued':
    case 'running':
      return between(partOfTheWay);
  }
};
