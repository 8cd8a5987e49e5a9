import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  MathExpression,
  SingleValueWidget,
  Stats,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { BudgetSettings } from '../../lambdas/contract/budget.ts';
import type { MetricName } from '../../lambdas/contract/metrics.ts';
import { stageMetric, stageMetricBy } from './stage-metrics.ts';

export interface EditWidgetsProps {
  readonly stage: string;

  /** How many edits the provider is given at once. */
  readonly slots: number;

  /**
   * What may be spent: drawn beside what was.
   *
   * @default - anything, and nothing is drawn
   */
  readonly budget?: BudgetSettings | undefined;
}

const minute = Duration.minutes(1);
const day = Duration.days(1);

/** What becomes of edits, row by row. */
export const editWidgets = ({ stage, slots, budget }: EditWidgetsProps): readonly (readonly IWidget[])[] => {
  const of = (name: MetricName, label: string, options: MetricOptions = {}): IMetric =>
    stageMetric(stage, name, { label, ...options });
  const each = (name: MetricName, label: string): IMetric => of(name, label, { period: minute });
  const spread = (name: MetricName): IMetric[] => [
    of(name, 'p50', { statistic: Stats.p(50) }),
    of(name, 'p95', { statistic: Stats.p(95) }),
  ];
  const limit = (value: number | undefined, label: string): HorizontalAnnotation[] =>
    value === undefined ? [] : [{ value, label }];

  return [
    [
      new SingleValueWidget({
        title: 'Now',
        width: 12,
        height: 3,
        metrics: [
          each('EditsInFlight', 'in flight'),
          each('EditsWaiting', 'waiting'),
          each('OldestWaitingSeconds', 'oldest waits (s)'),
          each('StalledSeconds', 'stalled (s)'),
        ],
      }),
      new SingleValueWidget({
        title: 'In a day',
        width: 12,
        height: 3,
        metrics: [
          of('EditCompleted', 'completed', { period: day }),
          of('EditFailed', 'failed', { period: day }),
          of('EditUncertain', 'uncertain', { period: day }),
          of('EditOverdue', 'overdue', { period: day }),
          of('SpentUsd', 'spent (USD)', { period: day }),
        ],
      }),
    ],
    [
      graph('Edits', {
        left: [
          of('EditSubmitted', 'submitted'),
          of('EditCompleted', 'completed'),
          of('EditFailed', 'failed'),
          of('EditCancelled', 'cancelled'),
        ],
      }),
      graph('Failed, by reason', { left: [stageMetricBy(stage, 'EditFailed', 'reason')], stacked: true }),
      graph('Uncertain, overdue, picked up', {
        left: [
          of('EditUncertain', 'uncertain'),
          of('EditOverdue', 'overdue'),
          of('EditRecovered', 'edits picked up'),
          of('DeliveryRecovered', 'webhooks picked up'),
          of('TaskFailed', 'calls that threw'),
          of('EditRejected', 'files rejected'),
        ],
      }),
    ],
    [
      graph('In flight', {
        left: [each('EditsInFlight', 'at the provider')],
        leftAnnotations: [{ value: slots, label: 'slots' }],
      }),
      graph('Waiting, for what', {
        left: [stageMetricBy(stage, 'EditsWaiting', 'waiting_for', minute)],
        stacked: true,
      }),
      graph('How long it waits (s)', {
        left: [each('OldestWaitingSeconds', 'oldest edit that waits')],
        right: [each('StalledSeconds', 'nothing sent, though it could be')],
        rightAnnotations: [{ value: 300, label: 'stalled' }],
      }),
    ],
    [
      graph('From request to result (s)', { left: spread('EditSeconds') }),
      graph('From finished to seen (s)', { left: spread('DetectionLagSeconds') }),
      graph('Stored (bytes)', { left: [of('StoredBytes', 'stored')] }),
    ],
    [
      graph('Spent today (USD)', {
        left: [each('SpentTodayUsd', 'spent and set aside')],
        leftAnnotations: limit(budget?.dailyUsd, 'daily budget'),
      }),
      graph('Spent this month (USD)', {
        left: [each('SpentMonthUsd', 'spent and set aside')],
        leftAnnotations: limit(budget?.monthlyUsd, 'monthly budget'),
        ...(budget ? { right: [each('BudgetUsedPercent', 'the fuller budget is used (%)')] } : {}),
      }),
      graph('Spent, by owner (USD)', { left: [stageMetricBy(stage, 'SpentUsd', 'owner')], stacked: true }),
    ],
    [
      graph('Webhook attempts that were taken (%)', {
        left: [takenPercent(stage)],
        leftYAxis: { min: 0, max: 100 },
      }),
      graph('Webhooks', {
        width: 16,
        left: [
          of('WebhookDelivered', 'delivered'),
          of('WebhookAttemptFailed', 'attempts that failed'),
          of('WebhookUndeliverable', 'given up'),
        ],
      }),
    ],
  ];
};

const takenPercent = (stage: string): IMetric =>
  new MathExpression({
    expression: '100 * FILL(taken, 0) / (FILL(taken, 0) + FILL(failed, 0))',
    usingMetrics: {
      taken: stageMetric(stage, 'WebhookDelivered'),
      failed: stageMetric(stage, 'WebhookAttemptFailed'),
    },
    label: 'taken',
  });

/** A graph of a third of the width, from zero. */
export const graph = (
  title: string,
  props: Omit<ConstructorParameters<typeof GraphWidget>[0], 'title'>,
): GraphWidget => new GraphWidget({ title, width: 8, height: 6, leftYAxis: { min: 0 }, ...props });
