import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { budgetSchema, type BudgetSettings } from '../lambdas/contract/budget.ts';
import { eventSource } from '../lambdas/contract/events.ts';
import type { RelaxedLimits } from '../lambdas/contract/limits.ts';
import type { Access } from './access.ts';
import { DeliveriesTable } from './deliveries-table.ts';
import { DeliveryStateMachine } from './delivery-state-machine.ts';
import { EditApi, type Throttle } from './edit-api.ts';
import { editFunctions } from './edit-functions.ts';
import { EditStateMachine } from './edit-state-machine.ts';
import { EditsTable } from './edits-table.ts';
import { Inbox, InboxPlace, type InboxSettings } from './inbox.ts';
import type { InputBucket, InputCdn } from './input-bucket.ts';
import { runComfy, type ProviderPlace } from './provider-place.ts';
import { Recovery } from './recovery.ts';
import { ResultsBucket } from './results-bucket.ts';
import { providerToken, webhookSecret } from './secrets.ts';
import { executionLogs } from './watching.ts';
import { WebhookDelivery } from './webhook-delivery.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

export interface VideoEditWorkflowProps {
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
   * How long events are kept on the bus's archive, to be played again to rules that came later or failed.
   *
   * @default Duration.days(30)
   */
  readonly eventsKept?: Duration | undefined;

  /**
   * When outputs are deleted, counted from when they were stored.
   *
   * @default - never: they were paid for
   */
  readonly outputsExpireAfter?: Duration | undefined;

  /**
   * When an edit that the provider has not finished is marked, and told of, as overdue. It is followed all the same.
   *
   * @default Duration.minutes(60)
   */
  readonly overdueAfter?: Duration | undefined;

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
   * How long logs are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;

  /**
   * When an execution is given up.
   *
   * @default - an execution is stopped after 8 days, one more than the provider keeps results
   */
  readonly executionTimeout?: Duration | undefined;
}

// Those who share their edits by account find those of the inbox among them.
const inboxOwner = (scope: Construct, access: Access): string =>
  access.kind === 'iam' && access.owner !== 'role' ? Stack.of(scope).account : 'inbox';

// Each holder is an entry of one item, which may have 400 kB and is written whole.
const mostSlots = 1_000;

/** Everything that takes a video edit from its request to its stored result and the event that tells of it. */
export class VideoEditWorkflow extends Construct {
  /** `POST /v1/edits` and the rest. */
  readonly api: EditApi;
  /** The record of every edit; it survives the stack. */
  readonly table: Table;
  /** The record of what webhooks were told; it survives the stack. */
  readonly deliveries: Table;
  /** Where outputs are stored; it survives the stack. */
  readonly bucket: Bucket;
  /** Where every ending is told. */
  readonly bus: EventBus;
  /** Holds the provider's token once somebody has put it there. */
  readonly providerToken: Secret;
  /** What webhooks are signed with. */
  readonly webhookSecret: Secret;
  /** Of each webhook that could not be told, the event that says so. */
  readonly undelivered: Queue;
  /** The way of one delivery; its executions are named `<delivery_id>-<n>` and take `{ edit_id, delivery_id }`. */
  readonly deliveryMachine: StateMachine;
  /** The way of one edit; its executions are named `<edit_id>-<n>` and take `{ edit_id }`. */
  readonly stateMachine: StateMachine;
  /** Makes edits of what is dropped there. */
  readonly inbox: Inbox;
  /** Picks up what fell down. */
  readonly recovery: Recovery;

  constructor(scope: Construct, id: string, props: VideoEditWorkflowProps) {
    super(scope, id);
    const { stage, access = { kind: 'iam' }, provider = runComfy, inputBuckets = [], logRetention } = props;
    if (!/^[a-z][a-z0-9-]{0,15}$/u.test(stage)) {
      throw new Error(
        'stage must be 1 to 16 lower-case letters, digits or dashes, beginning with a letter, ' +
          `and is ${JSON.stringify(stage)}`,
      );
    }
    const slots = props.slots ?? 5;
    if (!Number.isInteger(slots) || slots < 1 || slots > mostSlots) {
      throw new Error(`slots must be a whole number from 1 to ${mostSlots}, and is ${slots}`);
    }
    if (props.budget !== undefined) {
      const { error } = budgetSchema.safeParse(props.budget);
      if (error !== undefined)
        throw new Error(`budget ${error.issues.map(({ message }) => message).join('; ')}`);
    }
    const edits = new EditsTable(this, 'Edits');
    const deliveries = new DeliveriesTable(this, 'Deliveries');
    const results = new ResultsBucket(this, 'Results', {
      outputsExpireAfter: props.outputsExpireAfter,
      logRetention,
    });
    this.table = edits.table;
    this.deliveries = deliveries.table;
    this.bucket = results.bucket;
    this.bus = new EventBus(this, 'Bus');
    this.bus.archive('Archive', {
      description: 'Events of edits, to be played again',
      eventPattern: { source: [eventSource] },
      retention: props.eventsKept ?? Duration.days(30),
    });
    this.providerToken = providerToken(this);
    this.webhookSecret = webhookSecret(this);
    const inbox = new InboxPlace(results.bucket, props.inbox ?? {});
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
      inboxOwner: props.inbox?.owner ?? inboxOwner(this, access),
      inputBuckets,
      inputCdns: props.inputCdns ?? [],
      relaxedLimits: props.limits ?? {},
      overdueAfter: props.overdueAfter ?? Duration.minutes(60),
      slots,
      budget: props.budget,
      logRetention,
    });
    const watched = executionLogs(this);
    ({ stateMachine: this.stateMachine } = new EditStateMachine(this, 'StateMachine', {
      functions: functions.ofWorkflow(),
      timeout: props.executionTimeout,
      executionLogs: watched,
      logRetention,
    }));
    ({ stateMachine: this.deliveryMachine } = new DeliveryStateMachine(this, 'DeliveryStateMachine', {
      deliverWebhook: functions.ofDelivery(),
      executionLogs: watched,
      logRetention,
    }));
    ({ undelivered: this.undelivered } = new WebhookDelivery(this, 'WebhookDelivery', {
      bus: this.bus,
      startDeliveries: functions.ofNotices(this.deliveryMachine),
    }));
    this.inbox = new Inbox(this, 'Inbox', {
      place: inbox,
      bus: this.bus,
      ...functions.ofInbox(this.stateMachine),
    });
    this.recovery = new Recovery(this, 'Recovery', {
      recover: functions.ofRecovery(this.stateMachine, this.deliveryMachine),
      stateMachines: [this.stateMachine, this.deliveryMachine],
    });
    this.api = new EditApi(this, 'Api', {
      functions: functions.ofApi(this.stateMachine, this.deliveryMachine),
      access,
      throttle: props.throttle,
      logRetention,
    });
    // Somebody waits for the others, unless one is called by hand or by a rule that came later.
    for (const made of functions.made) made.keepFailedCalls(this.recovery.deadLetters);
  }
}
