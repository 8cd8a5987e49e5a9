import type { Notice } from '../../lambdas/core/edit.ts';
import type { Notices } from '../../lambdas/core/ports.ts';

export interface FakeNotices extends Notices {
  /** All that were taken. */
  readonly told: Notice[];
  /** Their types, in their order. */
  types(): string[];
}

/** A bus. @param takes what it answers for each notice: whether it is taken; it may throw */
export const fakeNotices = (takes: (notice: Notice) => boolean = () => true): FakeNotices => {
  const told: Notice[] = [];
  return {
    told,
    types: () => told.map(({ type }) => type),
    send: async (notices) => {
      const taken = notices.map(({ notice }) => notice).filter(takes);
      told.push(...taken);
      return taken.map(({ id }) => id);
    },
  };
};
