import { leavesAt, type Job } from './job.ts';

export interface Load {
  /** Jobs in the queue or running at this moment. */
  readonly now: number;
  readonly most: number;
  /** Weighted by time. */
  readonly average: number;
}

/**
 * From the times of the jobs themselves: what is sampled misses the peaks. A job that leaves at the moment another one
 * comes is not counted together with it.
 */
export const loadOf = (jobs: Iterable<Job>, since: number, now: number): Load => {
  const changes: { readonly at: number; readonly by: 1 | -1 }[] = [];
  let jobMs = 0;
  let atPresent = 0;
  for (const job of jobs) {
    const from = Math.max(Date.parse(job.createdAt), since);
    const left = leavesAt(job);
    if (from > now || left <= from) continue;
    changes.push({ at: from, by: 1 }, { at: left, by: -1 });
    jobMs += Math.min(left, now) - from;
    if (left > now) atPresent += 1;
  }
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let running = 0;
  let most = 0;
  for (const { by } of changes) {
    running += by;
    most = Math.max(most, running);
  }
  return { now: atPresent, most, average: now > since ? jobMs / (now - since) : atPresent };
};
