import type { Millis, WaitingFor } from './edit.ts';
import {
  closedFor,
  closedNow,
  freeSlots,
  placeOf,
  slotsNow,
  type Holds,
  type Line,
  type Mark,
  type Pause,
} from './line.ts';
import type { BudgetLimits } from './spending.ts';
import { gapSeconds, rotated, turnWait, type WaitFacts } from './line-speed.ts';

/** A slot as it is to be written down: nothing of it may have changed since the line was read. */
export interface Grant {
  readonly editId: string;
  readonly slots: number;
  readonly at: Millis;
  readonly serving: number;
  readonly marks: readonly Mark[];
  readonly holdMarks: readonly Holds[];
  /** Only whoever moves this on may make the careful try. */
  readonly pause?: { readonly tryAt: Millis; readonly next: Pause } | undefined;
}

export type Turn =
  | { readonly turn: 'take'; readonly grant: Grant }
  | { readonly turn: 'draw' }
  | {
      readonly turn: 'wait';
      readonly waitingFor: WaitingFor;
      readonly seconds: number;
      /** 1 is next. */
      readonly place: number;
      /** The turn is so near that asking again and again until then costs less than going away and coming back. */
      readonly linger: boolean;
    };

export interface Asking extends WaitFacts {
  readonly editId: string;
  readonly ticket?: number | undefined;
  readonly accountRetrySeconds: number;
  readonly budget?: BudgetLimits | undefined;
}

/** Whether this edit may be sent now; otherwise, what it waits for and when to ask again. */
export const askForTurn = (line: Line, asking: Asking): Turn => {
  const { editId, ticket, now, accountRetrySeconds } = asking;
  const { pause, slow } = line;
  const closed = closedNow(line, asking);
  if (pause === undefined && closed === undefined && line.holders[editId] !== undefined)
    return take(line, asking);
  if (ticket === undefined && !isFree(line, asking)) return { turn: 'draw' };
  const place = placeOf(line, ticket);
  const wait = (waitingFor: WaitingFor, seconds: number, linger = false): Turn => ({
    turn: 'wait',
    waitingFor,
    seconds,
    place,
    linger,
  });
  if (pause !== undefined) {
    if (pause.tryAt > now) return wait('provider_account', pausedWait(pause, place, now));
    const next = { ...pause, tryAt: now + accountRetrySeconds * 1_000 };
    return take(line, asking, { tryAt: pause.tryAt, next });
  }
  if (closed !== undefined) {
    const seconds = (closed.tryAt - now) / 1_000 + turnWait(line, place, asking);
    return wait(closedFor(closed), Math.min(seconds, longestClosedWait));
  }
  if (slow !== undefined && slow.notBefore > now) {
    return wait('provider', (slow.notBefore - now) / 1_000 + turnWait(line, place, asking));
  }
  return place <= reach(line, asking)
    ? take(line, asking)
    : wait('capacity', turnWait(line, place, asking), isNear(place, gapSeconds(line, asking)));
};

/** How long a pass through `Send` may wait for a turn that is near. */
export const lingerSeconds = 120;
const lingeringPlaces = 4;

const isNear = (place: number, gap: number): boolean =>
  place <= lingeringPlaces && place * gap <= 1.2 * lingerSeconds;

// Whoever is next may have been cancelled, or oversleep: the longer a slot is free, the further back it may go.
const reach = (line: Line, asking: Asking): number => {
  const free = freeSlots(line, asking);
  if (free <= 0) return 0;
  const idleSeconds = (asking.now - (line.movedAt ?? asking.now)) / 1_000;
  return free - 1 + 2 ** Math.min(Math.floor(idleSeconds / Math.max(2, gapSeconds(line, asking) / 2)), 30);
};

const take = (line: Line, asking: Asking, pause?: Grant['pause']): Turn => {
  const { editId, ticket, now } = asking;
  const serving = Math.max(line.serving, ticket ?? 0);
  const grant: Grant = {
    editId,
    slots: slotsNow(line, asking),
    at: now,
    serving,
    // Where nobody had to wait there was no line, and its speed is measured anew from the first who did.
    marks: ticket === undefined ? [] : rotated(line.marks, { at: now, serving }, (mark) => mark.serving),
    holdMarks: rotated(line.holdMarks, line.holds, ({ count }) => count),
    pause,
  };
  return { turn: 'take', grant };
};

/** A month may be longer than an execution lives. */
const longestClosedWait = 86_400;

const isFree = (line: Line, asking: Asking): boolean =>
  line.pause === undefined &&
  closedNow(line, asking) === undefined &&
  (line.slow === undefined || line.slow.notBefore <= asking.now) &&
  freeSlots(line, asking) >= placeOf(line);

const longestPausedWait = 3_600;

// The first two keep trying. All others are woken when the account is well again, or look by themselves ever less.
const pausedWait = ({ since, tryAt }: Pause, place: number, now: Millis): number => {
  const untilTry = (tryAt - now) / 1_000;
  return place <= 2 ? untilTry : Math.max(untilTry, Math.min((now - since) / 2_000, longestPausedWait));
};
