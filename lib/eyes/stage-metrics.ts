import { MathExpression, Metric, Stats, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib';
import { metricsNamespace, type MetricName } from '../../lambdas/contract/metrics.ts';

/** How the values of a period are put together where nobody says otherwise. */
const statistics = {
  EditSubmitted: Stats.SUM,
  EditCompleted: Stats.SUM,
  EditFailed: Stats.SUM,
  EditCancelled: Stats.SUM,
  EditUncertain: Stats.SUM,
  EditOverdue: Stats.SUM,
  EditSeconds: Stats.p(50),
  DetectionLagSeconds: Stats.p(50),
  StoredBytes: Stats.SUM,
  SpentUsd: Stats.SUM,
  EditRejected: Stats.SUM,
  WebhookDelivered: Stats.SUM,
  WebhookAttemptFailed: Stats.SUM,
  WebhookUndeliverable: Stats.SUM,
  EditRecovered: Stats.SUM,
  DeliveryRecovered: Stats.SUM,
  TaskFailed: Stats.SUM,
  // Written once a minute: the sum of an hour would be of nothing.
  EditsInFlight: Stats.MAXIMUM,
  EditsWaiting: Stats.MAXIMUM,
  OldestWaitingSeconds: Stats.MAXIMUM,
  StalledSeconds: Stats.MAXIMUM,
  AccountPaused: Stats.MAXIMUM,
  SpentTodayUsd: Stats.MAXIMUM,
  SpentMonthUsd: Stats.MAXIMUM,
  BudgetUsedPercent: Stats.MAXIMUM,
} as const satisfies Record<MetricName, string>;

/**
 * What a stage measures itself, as a metric for alarms and dashboards. Counts are summed up over five minutes, times are
 * their median, what is taken stock of each minute is its maximum, unless the options say otherwise.
 */
export const stageMetric = (stage: string, name: MetricName, options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName: name,
    dimensionsMap: { stage },
    statistic: statistics[name],
    ...options,
  });

/** The series of a metric that have a second dimension, one line for each of its values: whatever values there are. */
export const stageMetricBy = (
  stage: string,
  name: MetricName,
  dimension: string,
  period = Duration.minutes(5),
): MathExpression =>
  new MathExpression({
    expression:
      `SEARCH('{${metricsNamespace},stage,"${dimension}"} MetricName="${name}" stage="${stage}"', ` +
      `'${statistics[name]}', ${period.toSeconds()})`,
    label: `\${PROP('Dim.${dimension}')}`,
    period,
  });
