import type { LookLimits } from '../contract/look-limits.ts';
import { hazard, type Prior } from './job-times.ts';
import { seconds, type Seconds } from './step.ts';

export interface Looking {
  /** Since the provider took the edit. */
  readonly elapsedSeconds: number;
  readonly overdue: boolean;
  /** How long such jobs take, once enough are known. */
  readonly prior?: Prior | undefined;
  /** How many edits the provider has of this stage. */
  readonly underWay: number;
  readonly limits: LookLimits;
}

/** When to look again. */
export interface NextLook {
  /** When the workflow comes back, unless this call stays. */
  readonly seconds: Seconds;
  /** Where it is worth it to stay: when to look again, and how long to stay in all. */
  readonly linger?: { readonly seconds: number; readonly staySeconds: number } | undefined;
}

// The density of looks that finds most for the fewest is proportional to the square root of the hazard, the rate at
// which jobs end that have not ended yet. How dense follows from what a look costs, and what it is worth to know a
// second sooner: gap = √(2 × cost ÷ (worth × hazard)). Worth is taken for 62 millionths of a dollar a second; a pass
// costs 76 millionths, and a look of a call that stays is set to 1.1, out of regard for the provider.
const passScale = 1.56;
const lingerScale = 0.19;

// What a pass costs, three transitions and a call, buys 36 s of a function of 160 MB; and at the best gap what it is worth
// to know sooner comes to as much again. So to stay is cheaper until looks are as rare as this.
const stayBelowSeconds = 72;

// Who knows how long jobs take may still be wrong, by a factor of three: so jobs are looked at from where a sixth of
// them would be done were they three times as quick, and from then on ever after a few hundredths more of the time.
const wrongBy = 3;
const earliest = -1;
const passShare = 0.07;
const lingerShare = 0.05;
// Of nothing known, each nine seconds at most for the better part of an hour.
const longestUnknown = 9;
const lateShare = 1 / 300;

const soonestPass = 2;
const soonestLook = 1;
const longest = 60;
const overdueShare = 0.01;
const longestOverdue = 3_600;

/**
 * When to look again at a job that runs. Seldom while its end is far; from where it may be near a call stays and looks
 * every few seconds, since going back to the wait costs more; and once it is overdue ever more rarely: seven days of
 * looking must stay far below the 25,000 events of an execution.
 */
export const nextLook = (looking: Looking): NextLook => {
  const { elapsedSeconds, overdue, prior, underWay, limits } = looking;
  if (overdue) {
    return { seconds: seconds(between(soonestPass, overdueShare * elapsedSeconds, longestOverdue)) };
  }
  const untilFirst = prior === undefined ? 0 : firstLookSeconds(prior) - elapsedSeconds;
  if (untilFirst > 0) return { seconds: seconds(untilFirst) };
  // All edits together ask no more often than they may.
  const pace = underWay / limits.perSecond;
  const gaps = prior === undefined ? gapsUnknown(elapsedSeconds) : gapsKnown(elapsedSeconds, prior);
  const [away, look] = [Math.max(gaps.away, pace), Math.max(gaps.look, pace)];
  const staySeconds = mayStay(away, looking);
  if (gaps.best >= stayBelowSeconds || staySeconds < look) return { seconds: seconds(away) };
  return {
    // Where all may stay, the next call goes on where this one left.
    seconds: seconds(underWay <= limits.lingerAtOnce ? look : away),
    linger: { seconds: look, staySeconds },
  };
};

/** From when on a job is looked at. */
export const firstLookSeconds = (prior: Prior | undefined): number =>
  prior === undefined ? soonestPass : Math.exp(prior.mu + earliest * prior.sigma) / wrongBy;

interface Gaps {
  /** Between calls that look once, were there no longest. */
  readonly best: number;
  /** Between calls that look once. */
  readonly away: number;
  /** Between looks of a call that stays. */
  readonly look: number;
}

const gapsKnown = (elapsedSeconds: number, prior: Prior): Gaps => {
  const rarity = 1 / Math.sqrt(hazard(prior, elapsedSeconds));
  const best = Math.min(passScale * rarity, passShare * elapsedSeconds);
  return {
    best,
    away: between(soonestPass, best, longest),
    look: between(soonestLook, lingerScale * rarity, Math.min(lingerShare * elapsedSeconds, longest)),
  };
};

const gapsUnknown = (elapsedSeconds: number): Gaps => {
  const away = between(longestUnknown, lateShare * elapsedSeconds, longest);
  return { best: away, away, look: between(soonestPass, lingerShare * elapsedSeconds, away) };
};

// Where not all may stay, each stays for its share of the time.
const mayStay = (away: number, { underWay, limits }: Looking): number => {
  if (underWay <= limits.lingerAtOnce) return limits.lingerSeconds;
  const each = limits.lingerAtOnce / underWay;
  return Math.min(limits.lingerSeconds, (away * each) / (1 - each));
};

const between = (least: number, value: number, most: number): number =>
  Math.max(least, Math.min(value, most));
