import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { inspectMedia } from '../lambdas/adapters/media/inspect-media.ts';
import type { InspectMedia } from '../lambdas/core/ports.ts';

/**
 * Looks into so many files at once, and into the others one after another. Each video takes a process: where a hundred
 * come together, a hundred processes would come to no verdict in time, and good clips would be refused. On Lambda each
 * caller has a machine of their own.
 * @param atOnce as many as there are processors
 */
export const inspectInTurn = (
  inspect: InspectMedia = inspectMedia,
  atOnce = availableParallelism(),
): InspectMedia => {
  const limit = pLimit(atOnce);
  return async (media, kind) => limit(async () => inspect(media, kind));
};
