import type { Millis, WaitingFor } from './edit.ts';
import type { BudgetLimits, BudgetWindow } from './spending.ts';

/** How far the line had come, and when. */
export interface Mark {
  readonly at: Millis;
  readonly serving: number;
}

/** How many slots were given back, and how long they had been held in all. */
export interface Holds {
  readonly count: number;
  readonly seconds: number;
}

/** The provider refuses, or answers so that nobody knows: everybody sends later, and fewer at once. */
export interface Slow {
  /** The first of the refusals. */
  readonly since: Millis;
  /** In a row, without an edit that was taken. */
  readonly refusals: number;
  readonly notBefore: Millis;
  /** How many the provider is given at once for now, after it refused more than once; twice as many with each it takes. */
  readonly ceiling?: number | undefined;
}

/** No balance, or a token that is not accepted: nothing is sent but one careful try now and then. */
export interface Pause {
  readonly since: Millis;
  readonly tryAt: Millis;
  readonly why: string;
}

/** The budget is used up, or there is no price to hold against it: nothing is sent until then. */
export interface Closed {
  readonly why: BudgetWindow | 'price';
  readonly since: Millis;
  readonly tryAt: Millis;
  /** Those it was closed for: others may allow more. */
  readonly limits: BudgetLimits;
}

/** What all senders of a stage share. */
export interface Line {
  /** The edits that the provider has, or is being given, by when each got its slot. */
  readonly holders: Readonly<Record<string, Millis>>;
  /** Drawn so far; a ticket is the count at its drawing. */
  readonly tickets: number;
  /** The highest ticket that got a slot. */
  readonly serving: number;
  /** The older and the newer of two points that the line's speed is measured from. */
  readonly marks: readonly Mark[];
  readonly holds: Holds;
  /** Likewise, of the holds. */
  readonly holdMarks: readonly Holds[];
  /** When a slot was got or given back last. */
  readonly movedAt?: Millis | undefined;
  /** When an edit that the provider had gave its slot back last. */
  readonly freedAt?: Millis | undefined;
  /** When holders were last held against their edits. */
  readonly checkedAt?: Millis | undefined;
  readonly slow?: Slow | undefined;
  readonly pause?: Pause | undefined;
  readonly closed?: Closed | undefined;
}

/** What of the line is written anew: null takes it away, and what is absent stays. */
export interface LineChange {
  readonly slow?: Slow | null;
  readonly pause?: Pause | null;
  readonly closed?: Closed | null;
}

export const noHolds: Holds = { count: 0, seconds: 0 };

export const emptyLine: Line = {
  holders: {},
  tickets: 0,
  serving: 0,
  marks: [],
  holds: noHolds,
  holdMarks: [],
};

/** What it takes to count slots. */
export interface SlotFacts {
  readonly now: Millis;
  /** How many edits the provider is given at once. */
  readonly slots: number;
}

/** How many slots there are at this moment: fewer for a while after the provider refused. */
export const slotsNow = ({ slow }: Line, { slots }: Pick<SlotFacts, 'slots'>): number =>
  Math.min(slots, slow?.ceiling ?? slots);

export const freeSlots = (line: Line, asking: SlotFacts): number =>
  slotsNow(line, asking) - Object.keys(line.holders).length;

/** 1 is next. Whoever has no ticket yet comes after all who have. */
export const placeOf = ({ tickets, serving }: Line, ticket = tickets + 1): number =>
  Math.max(1, ticket - serving);

/** What keeps everybody of a stage with these limits from being sent at this moment, if anything does. */
export const closedNow = (
  { closed }: Line,
  { now, budget }: { readonly now: Millis; readonly budget?: BudgetLimits | undefined },
): Closed | undefined =>
  closed !== undefined &&
  closed.tryAt > now &&
  budget?.dailyMicros === closed.limits.dailyMicros &&
  budget?.monthlyMicros === closed.limits.monthlyMicros
    ? closed
    : undefined;

/** What an edit waits for that the books do not let through. */
export const closedFor = ({ why }: Closed): WaitingFor => (why === 'price' ? 'provider' : 'budget');
