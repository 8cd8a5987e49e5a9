import type { Inbox } from '../inbox.ts';
import type { Recovery } from '../recovery.ts';
import type { WatchedQueue } from './stage-alarms.ts';
import type { StockTaking } from './stock-taking.ts';
import type { WebhookDelivery } from '../webhook-delivery.ts';

export interface WatchedQueuesProps {
  readonly inbox: Inbox;
  readonly recovery: Recovery;
  readonly stockTaking: StockTaking;
  readonly webhookDelivery: WebhookDelivery;
}

/**
 * Every queue of a stage, and what a message in it means. Each has an alarm of its own: what lies in one for days would
 * otherwise hide what falls into another.
 */
export const watchedQueues = ({
  inbox,
  recovery,
  stockTaking,
  webhookDelivery,
}: WatchedQueuesProps): WatchedQueue[] => [
  {
    alarm: 'InboxDeadLetters',
    queue: inbox.deadLetters,
    means: 'A file of the inbox, or how its edit ended, could not be dealt with; a sweep makes up for files.',
    section: 'dead-letters',
  },
  {
    alarm: 'RecoveryDeadLetters',
    queue: recovery.deadLetters,
    means:
      'A call of recover, which its next sweep makes up for, or one by hand of any function, failed for good.',
    section: 'dead-letters',
  },
  {
    alarm: 'StockDeadLetters',
    queue: stockTaking.deadLetters,
    means: 'A call of take-stock could not be made, or failed for good; the next one measures anew.',
    section: 'dead-letters',
  },
  {
    alarm: 'WebhookDeadLetters',
    queue: webhookDelivery.deadLetters,
    means: 'A notice was not handed to webhooks: somebody may not have been told how an edit ended.',
    section: 'dead-letters',
  },
  {
    alarm: 'WebhookUndeliverable',
    queue: webhookDelivery.undelivered,
    means: 'A webhook was given up: its receiver does not know how an edit ended.',
    section: 'webhook-undeliverable',
  },
];
