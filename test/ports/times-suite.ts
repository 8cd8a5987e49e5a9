import { describe, expect, it } from '@jest/globals';
import type { Times } from '../../lambdas/core/ports.ts';

/** What is known of the time that jobs take, wherever it is kept. @param make one that knows nothing yet */
export const timesSuite = (name: string, make: () => Promise<Times>): void => {
  describe(`the times of jobs ${name}`, () => {
    it('are unknown at first', async () => {
      expect(await (await make()).read()).toEqual({});
    });

    it('are learned by the clip’s length and for all together', async () => {
      const times = await make();
      await times.learn({ clipSeconds: 5.2, jobSeconds: 100 });
      await times.learn({ clipSeconds: 9.8, jobSeconds: 200 });
      await times.learn({ jobSeconds: 300 });
      expect(await times.read()).toMatchObject({ any: { count: 3 }, '5': { count: 1 }, '10': { count: 1 } });
    });

    it('are lost by nobody who learns at the same time', async () => {
      const times = await make();
      await Promise.all([100, 200, 300].map(async (jobSeconds) => times.learn({ jobSeconds })));
      expect(await times.read()).toMatchObject({ any: { count: 3 } });
    });
  });
};
