import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Stats,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { stageMetric } from './stage-metrics.ts';

/** A queue of what somebody has to look at. */
export interface WatchedQueue {
  /** The name of its alarm. */
  readonly alarm: string;
  readonly queue: IQueue;
  /** What a message in it means, in one sentence. */
  readonly means: string;
  /** The section of the runbook that says what to do. */
  readonly section: string;
}

export interface StageAlarmsProps {
  readonly stage: string;

  /** Who is told, of each alarm and of its end. */
  readonly topic: ITopic;

  readonly api: HttpStage;

  /** Whose executions are watched. */
  readonly stateMachines: readonly IStateMachine[];

  /** What somebody has to look at; every queue of a stage. */
  readonly queues: readonly WatchedQueue[];

  /** Whether there is a budget that can be used up. */
  readonly hasBudget: boolean;
}

interface Rule {
  readonly metric: IMetric;
  /** What it means, in one sentence. */
  readonly means: string;
  /** The section of the runbook that says what to do. */
  readonly section: string;
  readonly threshold: number;
  /** @default ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD */
  readonly comparisonOperator?: ComparisonOperator;
  /** Of how many periods. @default 1 */
  readonly evaluationPeriods?: number;
  /** In how many of these. @default - all of them */
  readonly datapointsToAlarm?: number;
  /** @default - what is not counted did not happen */
  readonly treatMissingData?: TreatMissingData;
}

const minute = { period: Duration.minutes(1) };
const fiveMinutes = { period: Duration.minutes(5) };

/** What is taken stock of each minute. While nothing is known, an alarm stays as it is; that nothing is, is another's. */
const gauge = { treatMissingData: TreatMissingData.IGNORE };

/** One and the others, where any may be missing. */
const anyOf = (
  metrics: readonly IMetric[],
  label: string,
): Pick<Rule, 'metric' | 'evaluationPeriods' | 'datapointsToAlarm'> => ({
  metric: new MathExpression({
    expression: metrics.map((_, place) => `FILL(m${place}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, place) => [`m${place}`, metric])),
    label,
    ...fiveMinutes,
  }),
  // What comes late would never be seen in a last period that is filled with 0.
  evaluationPeriods: 2,
  datapointsToAlarm: 1,
});

const ofStage = (stage: string): Readonly<Record<string, Rule>> => ({
  EditUncertain: {
    metric: stageMetric(stage, 'EditUncertain', fiveMinutes),
    threshold: 1,
    means: 'The provider may or may not have taken an edit: it is not sent again until somebody settles it.',
    section: 'edit-uncertain',
  },
  AccountPaused: {
    metric: stageMetric(stage, 'AccountPaused', minute),
    threshold: 1,
    ...gauge,
    means:
      'The provider refuses our account, for its balance or its token: nothing is sent until that is mended.',
    section: 'account-paused',
  },
  EditOverdue: {
    metric: stageMetric(stage, 'EditOverdue', fiveMinutes),
    threshold: 1,
    means:
      'The provider has not finished an edit in the time that it is given: it is paid for, and followed on.',
    section: 'edit-overdue',
  },
  Stalled: {
    metric: stageMetric(stage, 'StalledSeconds', minute),
    threshold: 300,
    ...gauge,
    means: 'Edits wait, slots are free, and for five minutes nothing was sent.',
    section: 'stalled',
  },
  StockNotTaken: {
    metric: stageMetric(stage, 'StalledSeconds', { ...minute, statistic: Stats.SAMPLE_COUNT }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 5,
    treatMissingData: TreatMissingData.BREACHING,
    means: 'Nobody has counted what waits for some minutes: whether work stalls is not known.',
    section: 'stock-not-taken',
  },
  PickedUp: {
    ...anyOf(
      [
        stageMetric(stage, 'EditRecovered', fiveMinutes),
        stageMetric(stage, 'DeliveryRecovered', fiveMinutes),
      ],
      'picked up',
    ),
    threshold: 1,
    means: 'An edit or a webhook had fallen down, and recover has picked it up.',
    section: 'picked-up',
  },
  TasksFailing: {
    metric: stageMetric(stage, 'TaskFailed', fiveMinutes),
    threshold: 1,
    evaluationPeriods: 3,
    means: 'A function of the workflow has failed in each of the last three periods of five minutes.',
    section: 'tasks-failing',
  },
});

const ofBudget = (stage: string): Readonly<Record<string, Rule>> => ({
  BudgetNearlyUsed: {
    metric: stageMetric(stage, 'BudgetUsedPercent', minute),
    threshold: 80,
    ...gauge,
    means: 'Four fifths of the budget of the day or the month are used: beyond it, nothing is sent.',
    section: 'budget-nearly-used',
  },
});

const ofAws = (api: HttpStage, stateMachines: readonly IStateMachine[]): Readonly<Record<string, Rule>> => ({
  ApiFailing: {
    metric: api.metricServerError({ ...fiveMinutes, statistic: Stats.SUM }),
    threshold: 1,
    evaluationPeriods: 3,
    // A single one is repeated by its caller, and no reason to get up.
    datapointsToAlarm: 2,
    means: 'The API has answered with 5xx in two of the last three periods of five minutes.',
    section: 'api-failing',
  },
  ExecutionDied: {
    ...anyOf(
      stateMachines.flatMap((machine) => [
        machine.metricTimedOut(fiveMinutes),
        machine.metricAborted(fiveMinutes),
      ]),
      'timed out or aborted',
    ),
    threshold: 1,
    means:
      'An execution was aborted, or ran into its time-out: none should, and recover follows its edit on.',
    section: 'execution-died',
  },
});

const ofQueues = (queues: readonly WatchedQueue[]): Readonly<Record<string, Rule>> =>
  Object.fromEntries(
    queues.map(({ alarm, queue, means, section }) => [
      alarm,
      {
        metric: queue.metricApproximateNumberOfMessagesVisible({ ...minute, statistic: Stats.MAXIMUM }),
        threshold: 1,
        means,
        section,
      },
    ]),
  );

/** The alarms of a stage. Each tells one topic when it begins and when it is over, and names its section of the runbook. */
export class StageAlarms extends Construct {
  /** Each by its name, without what CloudFormation adds to it. */
  readonly alarms: Readonly<Record<string, Alarm>>;

  constructor(scope: Construct, id: string, props: StageAlarmsProps) {
    super(scope, id);
    const { stage, topic, api, stateMachines, queues, hasBudget } = props;
    const action = new SnsAction(topic);
    const rules = {
      ...ofStage(stage),
      ...(hasBudget ? ofBudget(stage) : {}),
      ...ofQueues(queues),
      ...ofAws(api, stateMachines),
    };
    this.alarms = Object.fromEntries(
      Object.entries(rules).map(([name, { means, section, ...rule }]) => {
        const alarm = new Alarm(this, name, {
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          evaluationPeriods: 1,
          treatMissingData: TreatMissingData.NOT_BREACHING,
          ...rule,
          alarmDescription: `${means} docs/runbook.md#${section}`,
        });
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
        return [name, alarm];
      }),
    );
  }
}
