import type { EditBody } from '../../lambdas/contract/edit.ts';

/** How far something is, and when it may be done. Times are seconds of one clock. */
export interface Estimate {
  /** Of the whole, as far as is known: 0 to 1, and never less than was told before. */
  readonly fraction: number;
  readonly leftSeconds?: number | undefined;
  /** It takes longer than was told. */
  readonly overrun: boolean;
}

/** What was last told of an edit. */
export interface Told {
  readonly at: number;
  /** When it began. */
  readonly since: number;
  readonly etaSeconds?: number | undefined;
  readonly overrun: boolean;
  readonly ended: boolean;
}

const ends: readonly EditBody['status'][] = ['completed', 'failed', 'cancelled', 'uncertain'];

export const hasEnded = ({ status }: EditBody): boolean => ends.includes(status);

export const toldOf = (edit: EditBody, at: number, before: Told | undefined): Told => ({
  at,
  since: before?.since ?? at,
  etaSeconds: edit.eta_seconds?.p50,
  overrun: edit.eta_seconds?.overrun === true || edit.overdue_at !== undefined,
  ended: hasEnded(edit),
});

// Only what has ended is all of it.
const most = 0.99;

/** What to show now. @param shown the fraction that was shown before */
export const estimateAt = (now: number, told: Told, shown: number): Estimate => {
  if (told.ended) return { fraction: 1, overrun: false };
  if (told.etaSeconds === undefined) return { fraction: shown, overrun: told.overrun };
  const left = told.etaSeconds - (now - told.at);
  const passed = now - told.since;
  const reached = passed <= 0 ? 0 : passed / (passed + Math.max(left, 0));
  return {
    fraction: Math.min(most, Math.max(shown, reached)),
    ...(left > 0 ? { leftSeconds: left } : {}),
    overrun: told.overrun || left <= 0,
  };
};
