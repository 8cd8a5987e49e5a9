import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { BudgetSettings } from '../../lambdas/contract/budget.ts';
import { alarmTopic } from './alarm-topic.ts';
import type { EditApi } from '../edit-api.ts';
import { EditFunction } from '../edit-function.ts';
import { SavedQueries } from './saved-queries.ts';
import { StageAlarms, type WatchedQueue } from './stage-alarms.ts';
import { StageDashboard } from './stage-dashboard.ts';

export interface StageEyesProps {
  readonly stage: string;
  readonly api: EditApi;

  /** The way of one edit. */
  readonly edits: IStateMachine;

  /** The way of one webhook. */
  readonly webhooks: IStateMachine;

  /** Each by what it records. */
  readonly tables: Readonly<Record<string, ITable>>;

  /** What somebody has to look at; every queue of the stage. */
  readonly queues: readonly WatchedQueue[];

  /** How many edits the provider is given at once. */
  readonly slots: number;

  /**
   * What the provider may be paid.
   *
   * @default - anything, and no alarm is made for it
   */
  readonly budget?: BudgetSettings | undefined;

  /**
   * Where alarms are told.
   *
   * @default - a topic is made
   */
  readonly topic?: ITopic | undefined;

  /**
   * Who is sent them by mail.
   *
   * @default - nobody, until somebody subscribes
   */
  readonly email?: string | undefined;
}

export interface StageEyes {
  readonly topic: ITopic;
  readonly alarms: Readonly<Record<string, Alarm>>;
  readonly dashboard: Dashboard;
}

/** Alarms, dashboard and saved queries of a stage, for all functions that are in its scope by now. */
export const stageEyes = (scope: Construct, props: StageEyesProps): StageEyes => {
  const { stage, api, edits, webhooks, tables, queues, slots, budget, email } = props;
  if (props.topic !== undefined && email !== undefined)
    throw new Error('alarmEmail is for the topic that is made here: subscribe to a topic of yours yourself');
  const topic = props.topic ?? alarmTopic(scope, 'AlarmTopic', email);
  const made = scope.node.findAll().filter((each) => each instanceof EditFunction);
  const { alarms } = new StageAlarms(scope, 'Alarms', {
    stage,
    topic,
    api: api.stage,
    stateMachines: [edits, webhooks],
    queues,
    hasBudget: budget !== undefined,
  });
  const { dashboard } = new StageDashboard(scope, 'Dashboard', {
    stage,
    alarms: Object.values(alarms),
    apiUrl: api.url,
    api: api.stage,
    stateMachines: { edits, webhooks },
    functions: Object.fromEntries(made.map((each) => [each.node.id, each])),
    tables,
    queues,
    slots,
    budget,
  });
  new SavedQueries(scope, 'SavedQueries', {
    functionLogs: made.map(({ logGroup }) => logGroup),
    accessLog: api.accessLog,
  });
  return { topic, alarms, dashboard };
};
