import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventSource } from '../lambdas/contract/events.ts';
import type { Access } from './access.ts';
import { calledByEvents, lastingQueue } from './called-by-events.ts';
import type { EditFunction } from './edit-function.ts';
import { grantObjects } from './permissions/object-grants.ts';

/** Where files are dropped to become edits. */
export interface InboxSettings {
  /**
   * A bucket of this account and region that exists already. An imported one has to name its KMS key, where it has
   * one, and to send its events to EventBridge by itself.
   *
   * @default - the stage's own
   */
  readonly bucket?: IBucket | undefined;

  /**
   * How the keys of the inbox begin.
   *
   * @default 'inbox/'
   */
  readonly prefix?: string | undefined;

  /**
   * How the keys of reports and results begin.
   *
   * @default 'outbox/'
   */
  readonly outboxPrefix?: string | undefined;

  /**
   * Whose its edits are.
   *
   * @default - the account, where callers of the API share their edits by account; else an owner named `inbox`
   */
  readonly owner?: string | undefined;
}

/** Whose the edits of an inbox are: those who share their edits by account find them among theirs. */
export const inboxOwner = (scope: Construct, access: Access, settings: InboxSettings = {}): string => {
  const shared = access.kind === 'iam' && access.owner !== 'role';
  return settings.owner ?? (shared ? Stack.of(scope).account : 'inbox');
};

/** Inbox and outbox in their bucket. */
export class InboxPlace {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly outboxPrefix: string;

  /** @param own the stage's own bucket */
  constructor(own: IBucket, settings: InboxSettings) {
    const { bucket = own, prefix = 'inbox/', outboxPrefix = 'outbox/' } = settings;
    for (const [name, value] of Object.entries({ prefix, outboxPrefix })) {
      if (!/^(?!\/)(?:[\w.-]+\/)+$/u.test(value)) {
        throw new Error(
          `inbox.${name} must be folders that each end in a slash, and is ${JSON.stringify(value)}`,
        );
      }
      if (bucket === own && /^(?:edits|work|uploads)\//u.test(value)) {
        throw new Error(
          `inbox.${name} must not lie where the stage keeps its own, and is ${JSON.stringify(value)}`,
        );
      }
    }
    if (prefix.startsWith(outboxPrefix) || outboxPrefix.startsWith(prefix)) {
      throw new Error(
        `inbox.prefix and inbox.outboxPrefix must not lie in each other: ${prefix}, ${outboxPrefix}`,
      );
    }
    this.bucket = bucket;
    this.prefix = prefix;
    this.outboxPrefix = outboxPrefix;
  }

  /** To find and read what was dropped, and to tell of it. */
  grantAccept(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': [`${this.prefix}*`, `${this.outboxPrefix}*`] } },
    });
    this.grant(grantee, ['s3:GetObject'], this.prefix, this.outboxPrefix);
    this.grantReport(grantee);
  }

  /** To tell what became of it, and to put results there. */
  grantReport(grantee: IGrantable): void {
    this.grant(grantee, ['s3:PutObject'], this.outboxPrefix);
  }

  /** To take reports and results away again. */
  grantClean(grantee: IGrantable): void {
    this.grant(grantee, ['s3:DeleteObject'], this.outboxPrefix);
  }

  private grant(grantee: IGrantable, actions: string[], ...prefixes: string[]): void {
    const keys = prefixes.map((prefix) => `${prefix}*`);
    grantObjects(this.bucket, grantee, actions, keys);
  }
}

export interface InboxProps {
  readonly place: InboxPlace;

  /** Where endings are told. */
  readonly bus: IEventBus;

  /** What makes edits of files. */
  readonly acceptUpload: EditFunction;

  /** What tells beside the inbox how they end. */
  readonly reportUpload: EditFunction;
}

// Of what EventBridge has. What is lost all the same, the sweep finds.
const told = { maxEventAge: Duration.hours(6), retryAttempts: 185 };

/** Makes edits of what is dropped into the inbox, and tells of them beside it. */
export class Inbox extends Construct {
  /** Files and endings that could not be dealt with. The next sweep makes up for files. */
  readonly deadLetters: Queue;
  /** Where files are dropped, as an `s3://` address. */
  readonly url: string;

  constructor(scope: Construct, id: string, { place, bus, acceptUpload, reportUpload }: InboxProps) {
    super(scope, id);
    this.url = place.bucket.s3UrlForObject(place.prefix);
    sendEvents(place.bucket);
    this.deadLetters = lastingQueue(this, 'DeadLetters');
    const accept = calledByEvents(acceptUpload, { deadLetters: this.deadLetters, ...told });
    new Rule(this, 'Uploaded', {
      description: 'Files dropped into the inbox',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [place.bucket.bucketName] }, object: { key: [{ prefix: place.prefix }] } },
      },
      targets: [accept],
    });
    new Rule(this, 'Sweep', {
      description: 'Files that no event came for, and clips whose preset never came',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [accept],
    });
    new Rule(this, 'Told', {
      description: 'What becomes of edits from the inbox',
      eventBus: bus,
      eventPattern: { source: [eventSource], detail: { edit: { origin: { type: ['inbox'] } } } },
      targets: [calledByEvents(reportUpload, { deadLetters: this.deadLetters, ...told })],
    });
  }
}

/** What is defined in the app is told to send its events; what is imported, its owner has to tell. */
const sendEvents = (bucket: IBucket): void => {
  const { defaultChild } = bucket.node;
  if (defaultChild instanceof CfnBucket && defaultChild.notificationConfiguration === undefined)
    bucket.enableEventBridgeNotification();
};
