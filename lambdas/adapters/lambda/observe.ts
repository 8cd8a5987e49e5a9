import type { Context } from 'aws-lambda';
import type { Log, Meter, Subject } from '../../core/ports.ts';
import { lambdaLog } from '../powertools/logger.ts';
import { lambdaMeter } from '../powertools/metrics.ts';
import { lambdaSurroundings } from '../read-env.ts';
import { systemClock } from '../system-clock.ts';
import { lambdaTrace } from './trace.ts';

/** How a function is watched: its log, its metrics, its trace, and what surrounds each of its invocations. */
export interface Observed {
  readonly log: Log;
  readonly meter: Meter;
  /**
   * From here to the end of the invocation, or to the next call, the work concerns this one: its ids are in every line
   * and with every value, and the trace is found by that of the edit.
   */
  readonly about: (subject: Subject) => void;
  /** Does the work of one invocation: its id is in every line, and its metrics are out before it ends. */
  during<Answer>(context: Context, work: () => Promise<Answer>): Promise<Answer>;
}

/** @param stage is in every line, and a dimension of every metric */
export const observe = ({ STAGE: stage }: { readonly STAGE: string }): Observed => {
  const log = lambdaLog({ stage });
  const meter = lambdaMeter({ stage, log });
  const trace = lambdaTrace({ ...lambdaSurroundings, clock: systemClock });
  let current: Subject = {};
  return {
    log,
    meter: {
      measure: (measured) => {
        meter.measure({ ...measured, editId: measured.editId ?? current.editId });
      },
    },
    about: (subject) => {
      const { editId, deliveryId } = subject;
      if (editId !== undefined && editId !== current.editId) trace.annotate({ edit_id: editId, stage });
      current = subject;
      log.about({ editId, deliveryId });
    },
    during: async (context, work) => {
      current = {};
      log.enter(context);
      try {
        return await work();
      } finally {
        meter.flush();
      }
    },
  };
};
