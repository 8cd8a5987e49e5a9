import type { Micros, Reservation } from '../../lambdas/core/edit.ts';
import { setImmediate } from 'node:timers/promises';
import type { Budget } from '../../lambdas/core/ports.ts';
import { dayOf, limitReached, type Books, type BudgetLimits } from '../../lambdas/core/spending.ts';

export interface FakeBudget extends Budget {
  readonly entries: Map<string, Reservation>;
  readonly days: Map<string, Micros>;
}

/** The books in memory: the suite of the port holds them to what those in DynamoDB do. */
export const fakeBudget = (limits: BudgetLimits): FakeBudget => {
  const entries = new Map<string, Reservation>();
  const days = new Map<string, Micros>();
  const monthOf = (day: string) => day.slice(0, 7);
  const add = (day: string, micros: Micros) => days.set(day, (days.get(day) ?? 0) + micros);
  // An edit may have something in the books of two months.
  const place = (editId: string, day: string) => `${monthOf(day)} ${editId}`;
  const booksOn = (day: string): Books => ({
    todayMicros: days.get(day) ?? 0,
    monthMicros: [...days].reduce(
      (sum, [on, spent]) => (monthOf(on) === monthOf(day) ? sum + spent : sum),
      0,
    ),
  });
  const settle: Budget['settle'] = async (editId, reserved, micros) => {
    await setImmediate();
    const there = entries.get(place(editId, reserved.day));
    const { day, micros: aside, since } = reserved;
    if (there?.day !== day || there.micros !== aside || there.since !== since) return false;
    entries.delete(place(editId, day));
    add(day, micros - aside);
    return true;
  };
  return {
    limits,
    entries,
    days,
    read: async (now) => booksOn(dayOf(now)),
    reserve: async (editId, micros, now) => {
      await setImmediate();
      const reserved = { day: dayOf(now), micros, since: now };
      const there = entries.get(place(editId, reserved.day));
      if (there?.day === reserved.day && there.micros === micros) {
        entries.set(place(editId, reserved.day), reserved);
        return { reserved, books: booksOn(reserved.day) };
      }
      if (there !== undefined) {
        entries.delete(place(editId, there.day));
        add(there.day, -there.micros);
      }
      const refused = limitReached(booksOn(reserved.day), micros, limits);
      if (refused !== undefined) return { refused };
      entries.set(place(editId, reserved.day), reserved);
      add(reserved.day, micros);
      return { reserved, books: booksOn(reserved.day) };
    },
    settle,
    setAside: async () =>
      [...entries].map(([key, entry]) => ({ editId: key.slice('2026-11 '.length), ...entry })),
  };
};
