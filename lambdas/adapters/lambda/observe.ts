import type { Context } from 'aws-lambda';
import type { Log, Notices } from '../../core/ports.ts';
import { lambdaLog } from '../powertools/logger.ts';
import { countedNotices, lambdaMetrics } from '../powertools/metrics.ts';

/** How a function is watched: its log, its metrics, and what surrounds each of its invocations. */
export interface Observed {
  readonly log: Log;
  /** Counts what is told. */
  readonly counted: (notices: Notices) => Notices;
  /** Does the work of one invocation: its id is in every line, and its metrics are out before it ends. */
  during<Answer>(context: Context, work: () => Promise<Answer>): Promise<Answer>;
}

/** @param stage is in every line and a dimension of every metric */
export const observe = ({ STAGE: stage }: { readonly STAGE: string }): Observed => {
  const log = lambdaLog({ stage });
  const metrics = lambdaMetrics({ stage, log });
  return {
    log,
    counted: (notices) => countedNotices(notices, metrics),
    during: async (context, work) => {
      log.enter(context);
      try {
        return await work();
      } finally {
        metrics.flush();
      }
    },
  };
};
