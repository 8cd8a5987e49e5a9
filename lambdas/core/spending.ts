import type { BudgetSettings } from '../contract/budget.ts';
import { limits } from '../contract/limits.ts';
import type { EditRecord, InputFacts, Micros, Millis, Reservation } from './edit.ts';

/** What the provider asks for the model. */
export interface Price {
  readonly baseUsd: number;
  readonly unit: string;
  readonly note?: string | undefined;
}

export const microsOf = (usd: number): Micros => Math.round(usd * 1e6);
export const usdOf = (micros: Micros): number => micros / 1e6;

/** The day of UTC that a moment belongs to: `2026-11-23`. */
export const dayOf = (moment: Millis): string => new Date(moment).toISOString().slice(0, 10);

/** What a stage may spend; each absent where it may spend anything. */
export interface BudgetLimits {
  readonly dailyMicros?: Micros | undefined;
  readonly monthlyMicros?: Micros | undefined;
}

/** @param budget in US dollars */
export const budgetLimits = ({ dailyUsd, monthlyUsd }: BudgetSettings): BudgetLimits => ({
  ...(dailyUsd === undefined ? {} : { dailyMicros: microsOf(dailyUsd) }),
  ...(monthlyUsd === undefined ? {} : { monthlyMicros: microsOf(monthlyUsd) }),
});

export type BudgetWindow = 'daily' | 'monthly';

/** What is spent and set aside at a moment. */
export interface Books {
  readonly todayMicros: Micros;
  readonly monthMicros: Micros;
}

// The units seen in RunComfy's catalogue are second, image and output; the others are words for the same.
const bySecond: readonly string[] = ['second', 'seconds', 'sec', 's'];
const byEdit: readonly string[] = ['output', 'video', 'generation', 'request', 'run', 'edit'];

/**
 * What an edit with these inputs will cost, as far as the price tells: Kling bills an edit by the length of its clip, in
 * whole seconds. A clip of unknown length counts as the longest. Undefined for a price that nothing can be made of.
 */
export const expectedMicros = (
  { baseUsd, unit }: Price,
  inputs: readonly InputFacts[] = [],
): Micros | undefined => {
  if (!(baseUsd > 0)) return undefined;
  const word = unit.toLowerCase();
  if (byEdit.includes(word)) return microsOf(baseUsd);
  if (!bySecond.includes(word)) return undefined;
  const { durationSeconds = limits.clipSeconds.max } = inputs.find(({ path }) => path === 'video_url') ?? {};
  return microsOf(baseUsd * Math.max(1, Math.round(durationSeconds)));
};

/** What a second of the clip costs; undefined where it is not its length that counts. */
export const usdPerSecond = ({ baseUsd, unit }: Price): number | undefined =>
  baseUsd > 0 && bySecond.includes(unit.toLowerCase()) ? baseUsd : undefined;

/**
 * What is to stand in the books in the place of what was set aside; undefined while that stays. What the provider does
 * not report counts as it was expected, unless nothing was billable: too much in the books costs less than too little.
 */
export const toBook = (record: EditRecord, reserved: Reservation): Micros | undefined => {
  switch (record.status) {
    case 'accepted':
      return 0;
    case 'submitting':
    case 'queued':
    case 'running':
    case 'storing':
    case 'uncertain':
      return undefined;
    case 'completed':
    case 'failed':
    case 'cancelled':
      return cameTo(record, reserved.micros);
  }
};

/** What an edit that has ended came to; `expected` where that is not reported. */
export const cameTo = <Expected extends Micros | undefined>(
  { costUsd, requestId, error }: Pick<EditRecord, 'costUsd' | 'requestId' | 'error'>,
  expected: Expected,
): Micros | Expected => {
  if (costUsd !== undefined) return microsOf(costUsd);
  const isBillable = requestId !== undefined || error?.billable === true;
  return isBillable ? expected : 0;
};

/** Which limit stands against spending so much more; undefined where none does. */
export const limitReached = (
  { todayMicros, monthMicros }: Books,
  more: Micros,
  { dailyMicros = Infinity, monthlyMicros = Infinity }: BudgetLimits,
): BudgetWindow | undefined => {
  // The month first: it is the longer wait.
  if (monthMicros + more > monthlyMicros) return 'monthly';
  return todayMicros + more > dailyMicros ? 'daily' : undefined;
};

/** When the books of this window begin anew. */
export const windowEnds = (window: BudgetWindow, now: Millis): Millis => {
  const date = new Date(now);
  return window === 'daily'
    ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
    : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

/** The cost as a change of the record; what is not reported leaves what is known. */
export const reportedCost = (costUsd: number | undefined): { readonly costUsd?: number } =>
  costUsd === undefined ? {} : { costUsd };
