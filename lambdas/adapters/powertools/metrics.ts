import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Notice } from '../../core/edit.ts';
import type { Log, Notices } from '../../core/ports.ts';

/** What is counted of an invocation. None of these throws: a metric that cannot be written is lost, and logged. */
export interface LambdaMetrics {
  count(name: string): void;
  seconds(name: string, seconds: number): void;
  /** Writes what was counted since the last time, if anything: to be called at the end of each invocation. */
  flush(): void;
}

export interface LambdaMetricsProps {
  /** The one dimension of every metric. */
  readonly stage: string;
  readonly log: Pick<Log, 'warn'>;
}

/** Metrics in the namespace `Reshoot`, written as lines of the log (CloudWatch's embedded metric format). */
export const lambdaMetrics = ({ stage, log }: LambdaMetricsProps): LambdaMetrics => {
  const metrics = new Metrics({ namespace: 'Reshoot' });
  // Powertools adds the service, and a metric is found by all of its dimensions alone: an alarm on the stage's would
  // look at nothing.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ stage });

  const guarded = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      log.warn('a metric could not be written', { error });
    }
  };

  return {
    count: (name) => {
      guarded(() => metrics.addMetric(name, MetricUnit.Count, 1));
    },
    seconds: (name, seconds) => {
      guarded(() => metrics.addMetric(name, MetricUnit.Seconds, seconds));
    },
    flush: () => {
      guarded(() => {
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      });
    },
  };
};

/** Counts each notice that was taken by its type, as `EditCompleted`, and `EditSeconds` from request to result. */
export const countedNotices = (notices: Notices, metrics: LambdaMetrics): Notices => ({
  send: async (waiting) => {
    const taken = new Set(await notices.send(waiting));
    for (const { notice } of waiting) if (taken.has(notice.id)) count(notice, metrics);
    return [...taken];
  },
});

const count = ({ type, edit }: Notice, metrics: LambdaMetrics): void => {
  metrics.count(type.replaceAll(' ', ''));
  if (type === 'Edit Completed' && edit.finishedAt !== undefined) {
    metrics.seconds('EditSeconds', (edit.finishedAt - edit.createdAt) / 1_000);
  }
};
