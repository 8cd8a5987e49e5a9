import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { calledByEvents, lastingQueue } from './called-by-events.ts';
import type { EditFunction } from './edit-function.ts';

export interface RecoveryProps {
  /** What picks edits and deliveries up. */
  readonly recover: EditFunction;

  /** Whose executions are watched. */
  readonly stateMachines: readonly IStateMachine[];
}

/** Picks up what fell down: an execution that died, at once; anything else that is overdue, every five minutes. */
export class Recovery extends Construct {
  /**
   * Calls of `recover` that could not be made, or failed for good: the next sweep makes up for them. Also failed calls,
   * made by hand, of functions that have no queue of their own.
   */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { recover, stateMachines }: RecoveryProps) {
    super(scope, id);
    this.deadLetters = lastingQueue(this, 'DeadLetters');
    const target = calledByEvents(recover, {
      deadLetters: this.deadLetters,
      maxEventAge: Duration.minutes(15),
      retryAttempts: 2,
    });
    new Rule(this, 'Sweep', {
      description: 'What nobody touched when it was due',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [target],
    });
    new Rule(this, 'DeadExecutions', {
      description: 'Executions that ended otherwise than by succeeding',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: stateMachines.map(({ stateMachineArn }) => stateMachineArn),
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [target],
    });
  }
}
