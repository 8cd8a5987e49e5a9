import { Duration } from 'aws-cdk-lib';
import type { Alarm, Dashboard, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventCommonOptions, IEventBus, IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { BudgetSettings } from '../lambdas/contract/budget.ts';
import type { RelaxedLimits } from '../lambdas/contract/limits.ts';
import type { MetricName } from '../lambdas/contract/metrics.ts';
import type { SpendingBy } from '../lambdas/contract/spending-by.ts';
import type { Access } from './access.ts';
import { deadlines, type DeadlineProps } from './deadlines.ts';
import { DeliveriesTable } from './deliveries-table.ts';
import { DeliveryStateMachine } from './delivery-state-machine.ts';
import { EditApi, type Throttle } from './edit-api.ts';
import { archivedBus, EditEvents, type OnEditEventOptions } from './edit-events.ts';
import { editFunctions } from './edit-functions.ts';
import { EditStateMachine } from './edit-state-machine.ts';
import { EditsTable } from './edits-table.ts';
import { mustBeAlone, mustBeHere, mustNotExpireIn, type GivenResources } from './given-resources.ts';
import { Inbox, inboxOwner, InboxPlace, type InboxSettings } from './inbox.ts';
import type { InputBucket, InputCdn } from './input-bucket.ts';
import { runComfy, type ProviderPlace } from './provider-place.ts';
import { mustBeInRange } from './props-in-range.ts';
import { Recovery } from './recovery.ts';
import { ResultsBucket } from './results-bucket.ts';
import { retention, type RetentionProps } from './retention.ts';
import { signingSecret, tokenSecret } from './secrets.ts';
import { spendingSeries } from './spending-series.ts';
import { stageEyes } from './stage-eyes.ts';
import { stageMetric } from './stage-metrics.ts';
import { StockTaking } from './stock-taking.ts';
import { watchedQueues } from './watched-queues.ts';
import { executionLogs } from './watching.ts';
import { WebhookDelivery } from './webhook-delivery.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

export interface VideoEditWorkflowProps extends DeadlineProps, GivenResources, RetentionProps {
  /** The name of this deployment: 1 to 16 lower-case letters, digits or dashes, beginning with a letter. */
  readonly stage: string;

  /**
   * Who may call the API.
   *
   * @default - whoever may `execute-api:Invoke` it; an edit is the calling account's
   */
  readonly access?: Access | undefined;

  /**
   * Who makes the edits.
   *
   * @default - RunComfy
   */
  readonly provider?: ProviderPlace | undefined;

  /**
   * Buckets of this account and region that `s3://` inputs may lie in, besides what callers upload here.
   *
   * @default - none
   */
  readonly inputBuckets?: readonly InputBucket[] | undefined;

  /**
   * Where files are dropped to become edits, and reports and results are put.
   *
   * @default - under `inbox/` and `outbox/` in the stage's bucket
   */
  readonly inbox?: InboxSettings | undefined;

  /**
   * Distributions that the provider reads `s3://` inputs through, for edits that may wait longer than a role's session.
   *
   * @default - S3's own signatures, which die with the session of the role that made them
   */
  readonly inputCdns?: readonly InputCdn[] | undefined;

  /**
   * Limits of inputs in the place of those that the provider does not publish itself.
   *
   * @default - as `docs/limits.md` has them
   */
  readonly limits?: RelaxedLimits | undefined;

  /**
   * How many edits the provider is given at once. More wait their turn here, in the order they came.
   *
   * @default 5
   */
  readonly slots?: number | undefined;

  /**
   * What the provider may be paid, in US dollars; days and months are those of UTC. What is over it waits.
   *
   * @default - anything
   */
  readonly budget?: BudgetSettings | undefined;

  /**
   * What spending is measured by besides the stage as a whole. CloudWatch charges for each value of each by the month.
   *
   * @default - by the owner of the edit where callers have AWS credentials; with tokens an owner is a person, and
   * spending is measured of the stage alone
   */
  readonly spendingBy?: SpendingBy | undefined;

  /**
   * Who is told of every edit by a signed POST, besides those whom callers name for theirs.
   *
   * @default - nobody
   */
  readonly webhooks?: readonly WebhookReceiver[] | undefined;

  /**
   * For how long after a rotation the secret before signs webhooks, too.
   *
   * @default Duration.hours(24)
   */
  readonly webhookSecretOverlap?: Duration | undefined;

  /**
   * Beyond this, callers of the API are answered with 429.
   *
   * @default - 50 requests a second, 100 at once
   */
  readonly throttle?: Throttle | undefined;

  /**
   * Where alarms are told, and that they are over. CloudWatch must be allowed to publish there.
   *
   * @default - a topic is made, that CloudWatch alone publishes to
   */
  readonly alarmTopic?: ITopic | undefined;

  /**
   * Who is sent the alarms by mail, once they have confirmed it. Only where the topic is made here.
   *
   * @default - nobody, until somebody subscribes to the topic
   */
  readonly alarmEmail?: string | undefined;
}

/** Everything that takes a video edit from its request to its stored result and the event that tells of it. */
export class VideoEditWorkflow extends Construct {
  /** `POST /v1/edits` and the rest. */
  readonly api: EditApi;
  /** The record of every edit; it survives the stack. */
  readonly table: Table;
  /** The record of what webhooks were told; it survives the stack. */
  readonly deliveries: Table;
  /** Where outputs are stored; it survives the stack. */
  readonly bucket: IBucket;
  /** Where every ending is told. */
  readonly bus: IEventBus;
  /** Holds the provider's token once somebody has put it there. */
  readonly providerToken: ISecret;
  /** What webhooks are signed with. */
  readonly webhookSecret: ISecret;
  /** Of each webhook that could not be told, the event that says so. */
  readonly undelivered: Queue;
  /** Notices whose webhooks could not be begun. */
  readonly webhookDeadLetters: Queue;
  /** The way of one delivery; its executions are named `<delivery_id>-<n>` and take `{ edit_id, delivery_id }`. */
  readonly deliveryMachine: StateMachine;
  /** The way of one edit; its executions are named `<edit_id>-<n>` and take `{ edit_id }`. */
  readonly stateMachine: StateMachine;
  /** Makes edits of what is dropped there. */
  readonly inbox: Inbox;
  /** Picks up what fell down. */
  readonly recovery: Recovery;
  private readonly events: EditEvents;
  /** Measures where the stage stands. */
  readonly stockTaking: StockTaking;
  /** Where alarms are told, and that they are over. */
  readonly alarmTopic: ITopic;
  /** Each by its name: `EditUncertain`, `Stalled` and so on; `docs/runbook.md` has all. */
  readonly alarms: Readonly<Record<string, Alarm>>;
  /** All of the stage on one page. */
  readonly dashboard: Dashboard;
  readonly #stage: string;

  constructor(scope: Construct, id: string, props: VideoEditWorkflowProps) {
    super(scope, id);
    const { stage, access = { kind: 'iam' }, provider = runComfy, inputBuckets = [] } = props;
    const { slots = 5, budget } = props;
    mustBeInRange({ stage, slots, budget });
    const { bucket, bus, providerToken, webhookSecret } = props;
    mustBeHere(this, { bucket, bus, providerToken, webhookSecret, 'inbox.bucket': props.inbox?.bucket });
    const { outputsExpireAfter, uploadsKept } = props;
    mustNotExpireIn(bucket, { outputsExpireAfter, uploadsKept });
    const waits = deadlines(props, budget !== undefined);
    const kept = retention(props, budget !== undefined);
    const { logRetention, removalPolicy } = kept;
    const edits = new EditsTable(this, 'Edits', removalPolicy);
    const deliveries = new DeliveriesTable(this, 'Deliveries', removalPolicy);
    const results = new ResultsBucket(this, 'Results', { ...kept, bucket });
    this.table = edits.table;
    this.deliveries = deliveries.table;
    this.bucket = results.bucket;
    this.bus = archivedBus(this, bus, kept.eventsKept);
    mustBeAlone(this, 'bus', this.bus);
    this.events = new EditEvents(this, 'Events', { bus: this.bus });
    this.providerToken = providerToken ?? tokenSecret(this, 'ProviderToken');
    this.webhookSecret = webhookSecret ?? signingSecret(this, 'WebhookSecret');
    const inbox = new InboxPlace(results.bucket, props.inbox ?? {});
    mustBeAlone(this, 'inbox', inbox.bucket, inbox.prefix);
    const functions = editFunctions(this, {
      stage,
      edits,
      deliveries,
      results,
      bus: this.bus,
      provider,
      providerToken: this.providerToken,
      webhookSecret: this.webhookSecret,
      webhookSecretOverlap: props.webhookSecretOverlap ?? Duration.hours(24),
      webhooks: props.webhooks ?? [],
      access,
      inbox,
      inboxOwner: inboxOwner(this, access, props.inbox),
      inputBuckets,
      inputCdns: props.inputCdns ?? [],
      relaxedLimits: props.limits ?? {},
      ...waits,
      ...kept,
      slots,
      budget,
      spendingBy: spendingSeries(props.spendingBy, access),
    });
    const watched = executionLogs(this);
    ({ stateMachine: this.stateMachine } = new EditStateMachine(this, 'StateMachine', {
      functions: functions.ofWorkflow(),
      timeout: waits.executionTimeout,
      executionLogs: watched,
      logRetention,
    }));
    ({ stateMachine: this.deliveryMachine } = new DeliveryStateMachine(this, 'DeliveryStateMachine', {
      deliverWebhook: functions.ofDelivery(),
      executionLogs: watched,
      logRetention,
    }));
    const webhookDelivery = new WebhookDelivery(this, 'WebhookDelivery', {
      bus: this.bus,
      startDeliveries: functions.ofNotices(this.deliveryMachine),
    });
    this.undelivered = webhookDelivery.undelivered;
    this.webhookDeadLetters = webhookDelivery.deadLetters;
    this.inbox = new Inbox(this, 'Inbox', {
      place: inbox,
      bus: this.bus,
      ...functions.ofInbox(this.stateMachine),
    });
    this.recovery = new Recovery(this, 'Recovery', {
      recover: functions.ofRecovery(this.stateMachine, this.deliveryMachine),
      stateMachines: [this.stateMachine, this.deliveryMachine],
    });
    this.stockTaking = new StockTaking(this, 'StockTaking', { takeStock: functions.ofStockTaking() });
    this.api = new EditApi(this, 'Api', {
      functions: functions.ofApi(this.stateMachine, this.deliveryMachine),
      access,
      throttle: props.throttle,
      logRetention,
    });
    // Somebody waits for the others, unless one is called by hand or by a rule that came later.
    for (const made of functions.made) made.keepFailedCalls(this.recovery.deadLetters);
    const eyes = stageEyes(this, {
      stage,
      api: this.api,
      edits: this.stateMachine,
      webhooks: this.deliveryMachine,
      tables: { edits: this.table, deliveries: this.deliveries },
      queues: watchedQueues({
        inbox: this.inbox,
        recovery: this.recovery,
        stockTaking: this.stockTaking,
        webhookDelivery,
      }),
      slots,
      budget,
      topic: props.alarmTopic,
      email: props.alarmEmail,
    });
    this.alarmTopic = eyes.topic;
    this.alarms = eyes.alarms;
    this.dashboard = eyes.dashboard;
    this.#stage = stage;
  }

  /** What the stage measures itself, as `docs/metrics.md` lists it. */
  metric(name: MetricName, options?: MetricOptions): Metric {
    return stageMetric(this.#stage, name, options);
  }

  /** To ask for edits, under IAM access. */
  grantSubmit(grantee: IGrantable): Grant {
    return this.api.grantSubmit(grantee);
  }

  /** To get places for clips and pictures of one's own, under IAM access. */
  grantUpload(grantee: IGrantable): Grant {
    return this.api.grantUpload(grantee);
  }

  /** To read edits, their outputs and their deliveries, under IAM access: those that are the caller's. */
  grantRead(grantee: IGrantable): Grant {
    return this.api.grantRead(grantee);
  }

  /** A rule for every event of the stage, or for those of some types; `eventPattern.detail` narrows it. */
  onEvent(id: string, options?: OnEditEventOptions): Rule {
    return this.events.onEvent(id, options);
  }

  /** A rule for edits whose outputs are stored. */
  onCompleted(id: string, target: IRuleTarget, options?: EventCommonOptions): Rule {
    return this.events.onType('Edit Completed', id, target, options);
  }

  /** A rule for edits that ended without outputs; their `error` says why. */
  onFailed(id: string, target: IRuleTarget, options?: EventCommonOptions): Rule {
    return this.events.onType('Edit Failed', id, target, options);
  }
}

// What its props are made of, for those who name it.
export type { BudgetSettings } from '../lambdas/contract/budget.ts';
export type { NoticeType } from '../lambdas/contract/events.ts';
export type { RelaxedLimits } from '../lambdas/contract/limits.ts';
export type { Access, IamAccess, JwtAccess } from './access.ts';
export type { Throttle } from './edit-api.ts';
export type { EventType, OnEditEventOptions } from './edit-events.ts';
export type { GivenResources } from './given-resources.ts';
export type { InboxSettings } from './inbox.ts';
export type { InputBucket, InputCdn } from './input-bucket.ts';
export type { ProviderPlace } from './provider-place.ts';
export type { WebhookReceiver } from './webhook-receiver.ts';
