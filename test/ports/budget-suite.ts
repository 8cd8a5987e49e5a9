import { describe, expect, it } from '@jest/globals';
import type { Budget } from '../../lambdas/core/ports.ts';
import type { Reservation } from '../../lambdas/core/edit.ts';
import type { BudgetLimits } from '../../lambdas/core/spending.ts';

const dollar = 1_000_000;
const noon = Date.UTC(2026, 10, 23, 12);
const nextDay = Date.UTC(2026, 10, 24, 0, 0, 1);
const lastOfMonth = Date.UTC(2026, 10, 30, 23, 59);
const nextMonth = Date.UTC(2026, 11, 1, 0, 1);

const reservedOf = async (result: ReturnType<Budget['reserve']>): Promise<Reservation> => {
  const given = await result;
  if (given.refused !== undefined) throw new Error(`refused by the ${given.refused} budget`);
  return given.reserved;
};

/** What the books of every stage do, wherever they are kept. @param make some in which nothing was ever written */
export const budgetSuite = (name: string, make: (limits: BudgetLimits) => Promise<Budget>): void => {
  describe(`the budget ${name}`, () => {
    it('has nothing in its books at first', async () => {
      const budget = await make({ dailyMicros: dollar });
      expect(await budget.read(noon)).toEqual({ todayMicros: 0, monthMicros: 0 });
      expect(await budget.setAside(noon)).toEqual([]);
    });

    it('fault 75: lets exactly 10 of 50 that come at once have something, where there is enough for 10', async () => {
      const budget = await make({ dailyMicros: 10 * dollar });
      const given = await Promise.all(
        Array.from({ length: 50 }, async (_, place) => budget.reserve(`ed_${place}`, dollar, noon)),
      );
      expect(given.filter(({ refused }) => refused === undefined)).toHaveLength(10);
      expect(given.filter(({ refused }) => refused === 'daily')).toHaveLength(40);
      expect(await budget.read(noon)).toEqual({ todayMicros: 10 * dollar, monthMicros: 10 * dollar });
    });

    it('sets aside once for an edit that comes again, also at the same time', async () => {
      const budget = await make({ dailyMicros: dollar });
      const [first, second] = await Promise.all(
        [noon, noon + 5].map(async (now) => reservedOf(budget.reserve('ed_a', dollar, now))),
      );
      const again = await reservedOf(budget.reserve('ed_a', dollar, noon + 9));
      expect([first?.micros, second?.micros, again.micros]).toEqual([dollar, dollar, dollar]);
      expect(await budget.read(noon)).toEqual({ todayMicros: dollar, monthMicros: dollar });
      expect(await budget.setAside(noon)).toEqual([{ editId: 'ed_a', ...again }]);
    });

    it('fault 76: puts the cost in the place of what was set aside, once', async () => {
      const budget = await make({ dailyMicros: 3 * dollar });
      const reserved = await reservedOf(budget.reserve('ed_a', dollar, noon));
      expect(await budget.settle('ed_a', reserved, 840_001)).toBe(true);
      expect(await budget.settle('ed_a', reserved, 840_001)).toBe(false);
      expect(await budget.read(noon)).toEqual({ todayMicros: 840_001, monthMicros: 840_001 });
      expect(await budget.setAside(noon)).toEqual([]);
    });

    it('books more than was set aside, too, over any limit: it was spent', async () => {
      const budget = await make({ dailyMicros: dollar });
      const reserved = await reservedOf(budget.reserve('ed_a', dollar, noon));
      expect(await budget.settle('ed_a', reserved, 3 * dollar)).toBe(true);
      expect(await budget.read(noon)).toEqual({ todayMicros: 3 * dollar, monthMicros: 3 * dollar });
      expect(await budget.reserve('ed_b', 1, noon)).toEqual({ refused: 'daily' });
    });

    it('leaves alone what was set aside anew since', async () => {
      const budget = await make({ dailyMicros: dollar });
      const before = await reservedOf(budget.reserve('ed_a', dollar, noon));
      const since = await reservedOf(budget.reserve('ed_a', dollar, noon + 200_000));
      expect(await budget.settle('ed_a', before, 0)).toBe(false);
      expect(await budget.settle('ed_a', since, 0)).toBe(true);
    });

    it('settles into the day that it was set aside on', async () => {
      const budget = await make({ dailyMicros: dollar });
      const reserved = await reservedOf(budget.reserve('ed_a', dollar, noon));
      expect((await budget.reserve('ed_b', dollar, nextDay)).refused).toBeUndefined();
      await budget.settle('ed_a', reserved, 0);
      expect(await budget.read(noon)).toEqual({ todayMicros: 0, monthMicros: dollar });
      expect(await budget.read(nextDay)).toEqual({ todayMicros: dollar, monthMicros: dollar });
    });

    it('moves what was never sent to the day that it is', async () => {
      const budget = await make({ dailyMicros: dollar });
      await budget.reserve('ed_a', dollar, noon);
      expect(await reservedOf(budget.reserve('ed_a', dollar, nextDay))).toMatchObject({ day: '2026-11-24' });
      expect(await budget.read(noon)).toEqual({ todayMicros: 0, monthMicros: dollar });
    });

    it('moves it to the price that it has now', async () => {
      const budget = await make({ dailyMicros: dollar });
      await budget.reserve('ed_a', 600_000, noon);
      expect(await reservedOf(budget.reserve('ed_a', 900_000, noon + 1))).toMatchObject({ micros: 900_000 });
      expect(await budget.read(noon)).toEqual({ todayMicros: 900_000, monthMicros: 900_000 });
    });

    it('holds the month, too, and begins anew with the next', async () => {
      const budget = await make({ dailyMicros: 2 * dollar, monthlyMicros: 3 * dollar });
      await budget.reserve('ed_a', 2 * dollar, noon);
      await budget.reserve('ed_b', dollar, lastOfMonth);
      expect(await budget.reserve('ed_c', dollar, lastOfMonth)).toEqual({ refused: 'monthly' });
      expect((await budget.reserve('ed_c', 2 * dollar, nextMonth)).refused).toBeUndefined();
      expect(await budget.read(nextMonth)).toEqual({ todayMicros: 2 * dollar, monthMicros: 2 * dollar });
      expect((await budget.setAside(nextMonth)).map(({ editId }) => editId).toSorted()).toEqual([
        'ed_a',
        'ed_b',
        'ed_c',
      ]);
    });
  });
};
