import { Duration } from 'aws-cdk-lib';
import { Rule, type CfnRule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { undeliverableType } from '../lambdas/contract/delivery.ts';
import { eventSource, noticeTypeSchema } from '../lambdas/contract/events.ts';
import { calledByEvents, lastingQueue } from './called-by-events.ts';
import type { EditFunction } from './edit-function.ts';

export interface WebhookDeliveryProps {
  /** Where notices are told. */
  readonly bus: IEventBus;

  /** What begins the deliveries of a notice. */
  readonly startDeliveries: EditFunction;
}

// Of what EventBridge has: nobody else would tell.
const told = { maxEventAge: Duration.hours(6), retryAttempts: 185 };

/** Lets webhooks be told what the bus is told, and keeps what they could not be told. */
export class WebhookDelivery extends Construct {
  /** Notices whose deliveries could not be begun, and what readers of the other queue fail at. */
  readonly deadLetters: Queue;
  /** Of each delivery that is undeliverable, the event that says so. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { bus, startDeliveries }: WebhookDeliveryProps) {
    super(scope, id);
    this.deadLetters = lastingQueue(this, 'DeadLetters');
    this.undelivered = lastingQueue(this, 'UndeliveredWebhooks', {
      queue: this.deadLetters,
      // Ends a program that fails at one message for ever, and leaves people who look by hand alone.
      maxReceiveCount: 100,
    });
    const notices = new Rule(this, 'Notices', {
      description: 'Notices that webhooks may be told of',
      eventBus: bus,
      eventPattern: { source: [eventSource], detailType: [...noticeTypeSchema.options] },
      targets: [calledByEvents(startDeliveries, { deadLetters: this.deadLetters, ...told })],
    });
    // What an archive plays again was told long ago. The library's patterns have no word for it.
    const pattern = notices.node.defaultChild as CfnRule;
    pattern.addPropertyOverride('EventPattern.replay-name', [{ exists: false }]);
    new Rule(this, 'Undelivered', {
      description: 'Webhooks that could not be told',
      eventBus: bus,
      eventPattern: { source: [eventSource], detailType: [undeliverableType] },
      targets: [new SqsQueue(this.undelivered, { deadLetterQueue: this.deadLetters, ...told })],
    });
  }
}
