import { describe, expect, it } from '@jest/globals';
import { emptyLine, type Line } from '../../lambdas/core/line.ts';
import type { Turns } from '../../lambdas/core/ports.ts';
import type { Grant } from '../../lambdas/core/turn.ts';

const grant = (editId: string, more: Partial<Grant> = {}): Grant => ({
  editId,
  slots: 5,
  at: 1_000,
  serving: 0,
  marks: [],
  holdMarks: [],
  ...more,
});

const holdersOf = async (turns: Turns): Promise<string[]> => Object.keys((await turns.read()).holders).sort();

/** What every line has to do, wherever it is kept. @param make one that nobody ever stood in */
export const turnsSuite = (name: string, make: () => Promise<Turns>): void => {
  describe(`the line ${name}`, () => {
    it('is empty at first', async () => {
      expect(await (await make()).read()).toEqual(emptyLine);
    });

    it('gives each a ticket of its own, the higher the later, however many come at once', async () => {
      const turns = await make();
      const tickets = await Promise.all(Array.from({ length: 50 }, async () => turns.draw()));
      expect(tickets.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, place) => place + 1));
      expect((await turns.read()).tickets).toBe(50);
    });

    it('tells how many have a slot', async () => {
      const turns = await make();
      await turns.take(grant('ed_a'));
      await turns.take(grant('ed_b'));
      expect(await turns.underWay()).toBe(2);
    });

    it('gives exactly 5 of 20 that come at once a slot', async () => {
      const turns = await make();
      const got = await Promise.all(
        Array.from({ length: 20 }, async (_, place) => turns.take(grant(`ed_${place}`))),
      );
      expect(got.filter(Boolean)).toHaveLength(5);
      expect(await holdersOf(turns)).toHaveLength(5);
    });

    it('gives whoever has a slot the same again, full or not', async () => {
      const turns = await make();
      for (const editId of ['ed_a', 'ed_b']) await turns.take(grant(editId, { slots: 2 }));
      expect(await turns.take(grant('ed_c', { slots: 2 }))).toBe(false);
      expect(await turns.take(grant('ed_b', { slots: 2, at: 2_000 }))).toBe(true);
      expect(await holdersOf(turns)).toEqual(['ed_a', 'ed_b']);
    });

    it('keeps what comes with a slot, and takes nobody who would move the line back', async () => {
      const turns = await make();
      await turns.draw();
      const marks = [{ at: 900, serving: 3 }];
      const holdMarks = [{ count: 2, seconds: 8.5 }];
      expect(await turns.take(grant('ed_a', { serving: 4, marks, holdMarks, at: 1_500 }))).toBe(true);
      expect(await turns.take(grant('ed_b', { serving: 3 }))).toBe(false);
      expect(await turns.read()).toEqual({
        ...emptyLine,
        holders: { ed_a: 1_500 },
        tickets: 1,
        serving: 4,
        marks,
        holdMarks,
        movedAt: 1_500,
      });
    });

    it('takes a slot back once, and counts only then how long it was held', async () => {
      const turns = await make();
      await turns.take(grant('ed_a'));
      await turns.take(grant('ed_b'));
      await turns.release('ed_a', 5_000, 4);
      await turns.release('ed_a', 6_000, 5);
      await turns.release('ed_b', 7_000);
      await turns.release('ed_never', 8_000, 9);
      expect(await turns.read()).toMatchObject({
        holders: {},
        holds: { count: 1, seconds: 4 },
        movedAt: 7_000,
      });
    });

    it('keeps what makes all slow or stop until it is taken away, each for itself', async () => {
      const turns = await make();
      const slow: Line['slow'] = { since: 1, refusals: 2, notBefore: 3, ceiling: 4 };
      const pause: Line['pause'] = { since: 6, tryAt: 7, why: 'no balance' };
      await turns.change({});
      await turns.change({ slow });
      await turns.change({ pause });
      expect(await turns.read()).toMatchObject({ slow, pause });
      await turns.change({ slow: null });
      expect(await turns.read()).toEqual({ ...emptyLine, pause });
      await turns.change({ pause: null });
      expect(await turns.read()).toEqual(emptyLine);
    });

    it('keeps when an edit that the provider had gave its slot back, and no other', async () => {
      const turns = await make();
      for (const editId of ['ed_a', 'ed_b']) await turns.take(grant(editId));
      await turns.release('ed_a', 5_000);
      expect((await turns.read()).freedAt).toBeUndefined();
      await turns.release('ed_b', 6_000, 4);
      await turns.release('ed_b', 7_000, 5);
      expect((await turns.read()).freedAt).toBe(6_000);
    });

    it('lets one alone make the careful try while it is paused', async () => {
      const turns = await make();
      const pause: Line['pause'] = { since: 6, tryAt: 7, why: 'no balance' };
      await turns.change({ pause });
      expect(await turns.take(grant('ed_unaware'))).toBe(false);
      const trial = { tryAt: 7, next: { ...pause, tryAt: 300_007 } };
      const tries = await Promise.all(
        ['ed_a', 'ed_b', 'ed_c'].map(async (editId) => turns.take(grant(editId, { pause: trial }))),
      );
      expect(tries.filter(Boolean)).toHaveLength(1);
      expect((await turns.read()).pause).toEqual({ ...pause, tryAt: 300_007 });
    });

    it('lets one alone hold holders against their edits', async () => {
      const turns = await make();
      const check = async () => turns.startCheck(100_000, 40_000);
      expect((await Promise.all([check(), check(), check()])).filter(Boolean)).toHaveLength(1);
      expect(await turns.startCheck(120_000, 60_000)).toBe(false);
      expect(await turns.startCheck(200_000, 140_000)).toBe(true);
      expect((await turns.read()).checkedAt).toBe(200_000);
    });
  });
};
