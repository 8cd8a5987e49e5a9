import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mean, quantile } from 'simple-statistics';
import type { JobTimes } from '../../lambdas/core/job-times.ts';
import { synthesise } from '../../local/definition.ts';
import { countEdit } from '../../tools/scale/count.ts';

/** What looking came to when the state machine itself did it. */
export interface Replayed {
  readonly meanLagSeconds: number;
  readonly p95LagSeconds: number;
  readonly looks: number;
  readonly passes: number;
  readonly functionSeconds: number;
}

/**
 * Runs each job through the synthesised state machine, with the real functions, by a clock that is put forward.
 * @param times what is known of jobs when each begins
 */
export const replay = async (
  jobs: Float64Array,
  times: JobTimes,
  say: (line: string) => void,
): Promise<Replayed> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-replay-'));
  try {
    const { edits: definition } = await synthesise(folder);
    const all = [];
    for (const jobSeconds of jobs) {
      const props = { definition, jobSeconds, times, submitSeconds: 2, outputBytes: 500_000, budget: false };
      all.push(await countEdit(props));
      if (all.length % 50 === 0) say(`${all.length} of ${jobs.length} edits replayed`);
    }
    const lags = all.map(({ lagSeconds }) => lagSeconds);
    return {
      meanLagSeconds: mean(lags),
      p95LagSeconds: quantile(lags, 0.95),
      looks: mean(all.map(({ looks }) => looks)),
      passes: mean(all.map(({ functions }) => functions['check-status'] ?? 0)),
      functionSeconds: mean(all.map(({ lookingSeconds }) => lookingSeconds)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
};
