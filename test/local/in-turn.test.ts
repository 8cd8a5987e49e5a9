import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { NotLookedInto } from '../../lambdas/core/errors.ts';
import { inTurn } from '../../local/in-turn.ts';

describe('work that comes together', () => {
  it('is done no more than so many at once, and each has its own outcome', async () => {
    let [running, most] = [0, 0];
    const work = (place: number) => async () => {
      running += 1;
      most = Math.max(most, running);
      await setImmediate();
      running -= 1;
      if (place % 2 === 1) throw new Error(`${place} is odd`);
      return place;
    };
    const turns = inTurn(2);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async (_, place) => turns.do(work(place))),
    );
    expect(most).toBe(2);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 20 }, (_, place) => place % 2 === 0),
    );
    expect(running).toBe(0);
  });

  it('fails as not looked into where its turn does not come in time, and is never begun', async () => {
    const turns = inTurn(1);
    const first = Promise.withResolvers<string>();
    const slow = turns.within(1, async () => first.promise);
    let begun = false;
    const second = turns.within(1, async () => {
      begun = true;
    });
    await expect(second).rejects.toThrow(NotLookedInto);
    first.resolve('what began in time is waited for');
    await expect(slow).resolves.toBe('what began in time is waited for');
    await expect(turns.do(async () => 'and others go on')).resolves.toBe('and others go on');
    expect(begun).toBe(false);
  });
});
