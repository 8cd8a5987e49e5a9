import { toEventDetail } from '../../lambdas/adapters/wire/edit.ts';
import { eventSource } from '../../lambdas/contract/events.ts';
import type { Notice } from '../../lambdas/core/edit.ts';
import type { Notices } from '../../lambdas/core/ports.ts';
import { mustBePublished } from './published-events.ts';

export interface FakeNotices extends Notices {
  /** All that were taken. */
  readonly told: Notice[];
  /** Their types, in their order. */
  types(): string[];
}

/** A bus that takes nothing that is not as it is published. @param takes what it answers for each notice: whether it is taken; it may throw */
export const fakeNotices = (takes: (notice: Notice) => boolean = () => true): FakeNotices => {
  const told: Notice[] = [];
  return {
    told,
    types: () => told.map(({ type }) => type),
    send: async (notices) => {
      for (const { notice, request } of notices) {
        mustBePublished({
          source: eventSource,
          'detail-type': notice.type,
          detail: toEventDetail(notice, request),
        });
      }
      const taken = notices.map(({ notice }) => notice).filter(takes);
      told.push(...taken);
      return taken.map(({ id }) => id);
    },
  };
};
