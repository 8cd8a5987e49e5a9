import { Duration } from 'aws-cdk-lib';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A queue of what somebody may have to look at, for as long as a queue keeps anything. */
export const lastingQueue = (scope: Construct, id: string): Queue =>
  new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });

export interface CalledByEventsProps {
  /** Where calls go that cannot be made, or fail for good. */
  readonly deadLetters: Queue;

  /** How long it is tried to make a call. */
  readonly maxEventAge: Duration;

  /** How often it is tried again to make a call; one that was made and failed is repeated twice. */
  readonly retryAttempts: number;
}

/** A function as the target of a rule. */
export const calledByEvents = (called: IFunction, props: CalledByEventsProps): LambdaFunction => {
  const { deadLetters, maxEventAge, retryAttempts } = props;
  called.configureAsyncInvoke({
    maxEventAge,
    retryAttempts: 2,
    // The library's own destination would let the function read the queue's address too.
    onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
  });
  Grant.addToPrincipal({
    grantee: called,
    actions: ['sqs:SendMessage'],
    resourceArns: [deadLetters.queueArn],
  });
  return new LambdaFunction(called, { deadLetterQueue: deadLetters, maxEventAge, retryAttempts });
};
