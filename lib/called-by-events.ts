import { Duration } from 'aws-cdk-lib';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption, type DeadLetterQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './permissions/acknowledge.ts';
import type { EditFunction } from './edit-function.ts';

/**
 * A queue of what somebody may have to look at, for as long as a queue keeps anything.
 *
 * @param deadLetterQueue where a message goes that its readers fail at; without one it is itself where dead letters end
 */
export const lastingQueue = (scope: Construct, id: string, deadLetterQueue?: DeadLetterQueue): Queue => {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
  });
  if (deadLetterQueue === undefined) {
    acknowledge(queue, {
      rule: 'Serverless-SQSRedrivePolicy',
      reason: 'Dead letters end here: people look at them, and no program takes them that could fail at one.',
    });
  }
  return queue;
};

export interface CalledByEventsProps {
  /** Where calls go that cannot be made, or fail for good: the event itself, and why in its attributes. */
  readonly deadLetters: Queue;

  /** How long it is tried to make a call. */
  readonly maxEventAge: Duration;

  /** How often it is tried again to make a call; one that was made and failed is repeated twice. */
  readonly retryAttempts: number;
}

/** A function as the target of a rule. */
export const calledByEvents = (called: EditFunction, props: CalledByEventsProps): LambdaFunction => {
  const { deadLetters, maxEventAge, retryAttempts } = props;
  called.keepFailedCalls(deadLetters);
  return new LambdaFunction(called, { deadLetterQueue: deadLetters, maxEventAge, retryAttempts });
};
