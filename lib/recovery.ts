import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface RecoveryProps {
  /** What picks edits up. */
  readonly recover: IFunction;

  /** Whose executions are watched. */
  readonly stateMachine: IStateMachine;
}

/** Picks up what fell down: an execution that died, at once; anything else that is overdue, every five minutes. */
export class Recovery extends Construct {
  /** Calls of `recover` that could not be made, or failed for good. The next sweep makes up for them. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { recover, stateMachine }: RecoveryProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    recover.configureAsyncInvoke({
      maxEventAge: Duration.minutes(15),
      retryAttempts: 2,
      // The library's own destination would let the function read the queue's address too.
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
    Grant.addToPrincipal({
      grantee: recover,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.deadLetters.queueArn],
    });
    const target = new LambdaFunction(recover, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: Duration.minutes(15),
      retryAttempts: 2,
    });
    new Rule(this, 'Sweep', {
      description: 'Edits that nobody touched when they were due',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [target],
    });
    new Rule(this, 'DeadExecutions', {
      description: 'Executions that ended otherwise than by succeeding',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [stateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [target],
    });
  }
}
