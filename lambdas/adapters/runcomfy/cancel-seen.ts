import type { CancelSeen } from '../../core/provider.ts';
import type { Heard } from './exchange.ts';
import { reading } from './reading.ts';

type Outcome = Exclude<CancelSeen['outcome'], 'unreachable'>;

const outcomes: ReadonlyMap<string, Outcome> = new Map([
  ['cancelled', 'cancelled'],
  ['canceled', 'cancelled'],
  ['not_cancellable', 'not_cancellable'],
]);

/** What became of a wish to cancel. Not by the answer's `status`, which may be `completed` for a cancelled request. */
export const cancelSeen = (heard: Heard): CancelSeen => {
  const seen = reading(heard);
  if (seen.read !== 'body') return { outcome: 'unreachable', why: seen.why };
  return { outcome: outcomes.get(seen.body.outcome?.trim().toLowerCase() ?? '') ?? 'unconfirmed' };
};
