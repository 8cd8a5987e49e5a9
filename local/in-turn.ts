import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { NotLookedInto } from '../lambdas/core/errors.ts';

export interface InTurn {
  /** Waits for its turn however long it takes. */
  do<Done>(work: () => Promise<Done>): Promise<Done>;
  /** @throws NotLookedInto where its turn does not come in time: nothing of it is begun then */
  within<Done>(milliseconds: number, work: () => Promise<Done>): Promise<Done>;
}

/**
 * Does so much at once, and the rest one after another. Each video that is looked into takes a process: where a hundred
 * come together, a hundred processes would come to no verdict in time. On Lambda each caller has a machine of their own.
 * @param atOnce as many as there are processors
 */
export const inTurn = (atOnce = availableParallelism()): InTurn => {
  const limit = pLimit(atOnce);
  return {
    do: async (work) => limit(work),
    within: async (milliseconds, work) => {
      const late = Promise.withResolvers<never>();
      let gone = false;
      const timer = setTimeout(() => {
        gone = true;
        late.reject(new NotLookedInto(`${limit.pendingCount} others are looked into first`));
      }, milliseconds);
      const turn = limit(async () => {
        clearTimeout(timer);
        return gone ? late.promise : work();
      });
      return Promise.race([turn, late.promise]);
    },
  };
};
