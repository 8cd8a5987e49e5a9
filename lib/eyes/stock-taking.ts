import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { calledByEvents, lastingQueue } from '../called-by-events.ts';
import type { EditFunction } from '../edit-function.ts';

export interface StockTakingProps {
  /** What measures where the stage stands. */
  readonly takeStock: EditFunction;
}

/** Measures each minute where a stage stands: what waits, what is under way, and what is spent. */
export class StockTaking extends Construct {
  /** Calls that could not be made, or failed for good. There is nothing to make up for: the next one measures anew. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { takeStock }: StockTakingProps) {
    super(scope, id);
    this.deadLetters = lastingQueue(this, 'DeadLetters');
    new Rule(this, 'EachMinute', {
      description: 'Where the stage stands',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        calledByEvents(takeStock, {
          deadLetters: this.deadLetters,
          // What it measures is of the moment that it is called in.
          maxEventAge: Duration.minutes(5),
          retryAttempts: 2,
        }),
      ],
    });
  }
}
