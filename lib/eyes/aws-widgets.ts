import { Duration } from 'aws-cdk-lib';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stats, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { graph } from './edit-widgets.ts';
import type { WatchedQueue } from './stage-alarms.ts';

export interface AwsWidgetsProps {
  readonly api: HttpStage;

  /** Each by what its executions are of. */
  readonly stateMachines: Readonly<Record<string, IStateMachine>>;

  /** Each by its name. */
  readonly functions: Readonly<Record<string, IFunction>>;

  /** Each by what it records. */
  readonly tables: Readonly<Record<string, ITable>>;

  readonly queues: readonly WatchedQueue[];
}

const sum = { statistic: Stats.SUM, period: Duration.minutes(5) };

/** What AWS itself measures of a stage, row by row. */
export const awsWidgets = (props: AwsWidgetsProps): readonly (readonly IWidget[])[] => {
  const { api, stateMachines, functions, tables, queues } = props;
  const ofFunctions = (metric: (made: IFunction, label: string) => IMetric): IMetric[] =>
    Object.entries(functions).map(([name, made]) => metric(made, name));
  return [
    [
      graph('API: calls', {
        left: [
          api.metricCount({ ...sum, label: 'calls' }),
          api.metricClientError({ ...sum, label: '4xx' }),
          api.metricServerError({ ...sum, label: '5xx' }),
        ],
      }),
      graph('API: latency (ms)', {
        left: [
          api.metricLatency({ statistic: Stats.p(50), label: 'p50' }),
          api.metricLatency({ statistic: Stats.p(95), label: 'p95' }),
        ],
      }),
      graph('Queues of what somebody has to look at', {
        left: queues.map(({ queue, alarm }) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, label: alarm }),
        ),
      }),
    ],
    Object.entries(stateMachines).map(([name, machine]) =>
      graph(`Executions of ${name}`, {
        width: 12,
        left: [
          machine.metricStarted({ ...sum, label: 'started' }),
          machine.metricSucceeded({ ...sum, label: 'succeeded' }),
          machine.metricFailed({ ...sum, label: 'failed' }),
          machine.metricTimedOut({ ...sum, label: 'timed out' }),
          machine.metricAborted({ ...sum, label: 'aborted' }),
        ],
      }),
    ),
    [
      graph('Functions: errors', {
        left: ofFunctions((made, label) => made.metricErrors({ ...sum, label })),
      }),
      graph('Functions: throttled', {
        left: ofFunctions((made, label) => made.metricThrottles({ ...sum, label })),
      }),
      graph('Functions: duration, p95 (ms)', {
        left: ofFunctions((made, label) => made.metricDuration({ statistic: Stats.p(95), label })),
      }),
    ],
    [
      graph('Tables: throttled', {
        width: 24,
        left: Object.entries(tables).flatMap(([name, table]) => [
          table.metric('ReadThrottleEvents', { ...sum, label: `${name}: reads` }),
          table.metric('WriteThrottleEvents', { ...sum, label: `${name}: writes` }),
        ]),
      }),
    ],
  ];
};
