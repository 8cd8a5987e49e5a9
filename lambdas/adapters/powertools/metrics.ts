import { Metrics } from '@aws-lambda-powertools/metrics';
import { metricsNamespace, stageMetrics } from '../../contract/metrics.ts';
import type { Log, Measured, Meter } from '../../core/ports.ts';
import { dimensionValue } from './dimension-value.ts';

export interface LambdaMeter extends Meter {
  /** Writes what was measured since the last time, if anything: to be called at the end of each invocation. */
  flush(): void;
}

export interface LambdaMeterProps {
  /** A dimension of every metric. */
  readonly stage: string;
  readonly log: Pick<Log, 'warn'>;
}

/** Powertools writes a line by itself, and forgets its dimensions, where it holds a hundred values. */
const mostValues = 50;

/**
 * Metrics as lines of the log (CloudWatch's embedded metric format): one for all values of an edit with the same
 * dimensions, which has the edit's id as a property. Never throws: what cannot be written is lost, and logged.
 */
export const lambdaMeter = ({ stage, log }: LambdaMeterProps): LambdaMeter => {
  const metrics = new Metrics({ namespace: metricsNamespace });
  // Powertools adds the service, and a metric is found by all of its dimensions alone: an alarm on the stage's would
  // look at nothing.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ stage });
  let waiting = new Map<string, Measured[]>();

  const write = (values: readonly Measured[]): void => {
    const [{ editId, by = {}, share = false } = {}] = values;
    const series = Object.entries(by);
    // As soon as there is a set of dimensions, that of the stage alone has to be one of them.
    if (series.length > 0 && !share) metrics.addDimensions({});
    for (const [name, value] of series) metrics.addDimensions({ [name]: dimensionValue(value) });
    if (editId !== undefined) metrics.addMetadata('edit_id', editId);
    for (const { metric, value } of values) metrics.addMetric(metric, stageMetrics[metric].unit, value);
    metrics.publishStoredMetrics();
  };

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      log.warn('a metric could not be written', { error });
      // What is left of it would be written with the next one.
      metrics.clearMetrics();
      metrics.clearDimensions();
      metrics.clearMetadata();
    }
  };

  return {
    measure: (measured) => {
      const { metric, value, editId, by, share } = measured;
      if (!Number.isFinite(value)) {
        log.warn('a metric has no value', { metric, value, editId });
        return;
      }
      const line = JSON.stringify([editId, by, share]);
      waiting.set(line, [...(waiting.get(line) ?? []), measured]);
    },
    flush: () => {
      const lines = [...waiting.values()];
      waiting = new Map();
      for (const values of lines) {
        for (let from = 0; from < values.length; from += mostValues) {
          guarded(() => {
            write(values.slice(from, from + mostValues));
          });
        }
      }
    },
  };
};
