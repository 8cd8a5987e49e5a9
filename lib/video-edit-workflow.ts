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
import { lookLimitsSchema } from '../lambdas/contract/look-limits.ts';
import type { MetricName } from '../lambdas/contract/metrics.ts';
import { deadlines } from './deadlines.ts';
import { DeliveriesTable } from './deliveries-table.ts';
import { DeliveryStateMachine } from './delivery-state-machine.ts';
import { EditApi } from './edit-api.ts';
import { archivedBus, EditEvents, type OnEditEventOptions } from './edit-events.ts';
import { editFunctions } from './edit-functions.ts';
import { EditStateMachine } from './edit-state-machine.ts';
import { EditsTable } from './edits-table.ts';
import { mustBeAlone, mustBeHere, mustNotExpireIn } from './given-resources.ts';
import { Inbox, inboxOwner, InboxPlace } from './inbox.ts';
import { runComfy } from './provider-place.ts';
import { mustBeInRange } from './props-in-range.ts';
import { Recovery } from './recovery.ts';
import { ResultsBucket } from './results-bucket.ts';
import { retention } from './retention.ts';
import { signingSecret, tokenSecret } from './secrets.ts';
import { spendingSeries } from './spending-series.ts';
import { stageEyes } from './eyes/stage-eyes.ts';
import { stageMetric } from './eyes/stage-metrics.ts';
import { StockTaking } from './eyes/stock-taking.ts';
import { watchedQueues } from './eyes/watched-queues.ts';
import { executionLogs } from './permissions/watching.ts';
import type { VideoEditWorkflowProps } from './video-edit-workflow-props.ts';
import { WebhookDelivery } from './webhook-delivery.ts';

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
    const { slots = 5, looking = {}, budget, allowedOrigins = [] } = props;
    mustBeInRange({ stage, slots, looking, budget, allowedOrigins });
    const { bucket, bus, providerToken, webhookSecret } = props;
    mustBeHere(this, { bucket, bus, providerToken, webhookSecret, 'inbox.bucket': props.inbox?.bucket });
    const { outputsExpireAfter, uploadsKept } = props;
    mustNotExpireIn(bucket, { outputsExpireAfter, uploadsKept });
    const waits = deadlines(props, budget !== undefined);
    const kept = retention(props, budget !== undefined);
    const { logRetention, removalPolicy } = kept;
    const edits = new EditsTable(this, 'Edits', removalPolicy);
    const deliveries = new DeliveriesTable(this, 'Deliveries', removalPolicy);
    const results = new ResultsBucket(this, 'Results', { ...kept, bucket, allowedOrigins });
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
      looking: lookLimitsSchema.parse(looking),
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
      allowedOrigins,
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

export type * from './video-edit-workflow-props.ts';
