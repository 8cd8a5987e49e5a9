import { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Choice, Succeed, Wait, WaitTime, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { answered, failure, nextIs, standardMachine, step } from './steps.ts';

export interface DeliveryStateMachineProps {
  /** Makes the attempt that is due, and says when the next is. */
  readonly deliverWebhook: IFunction;

  /**
   * When an execution is given up. A backstop: every delivery ends by itself, after ten attempts.
   *
   * @default - an execution is stopped after 12 days, more than nine gaps of a day with their jitter
   */
  readonly timeout?: Duration | undefined;

  /**
   * Lets it write its log and its traces.
   *
   * @default - a policy of its own
   */
  readonly executionLogs?: IManagedPolicy | undefined;

  /**
   * How long the log of executions is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;
}

/**
 * The way of one delivery. Input: `{ edit_id, delivery_id }`. `Deliver` makes an attempt only where it is time for one,
 * so that it can be entered any number of times. What nobody foresaw is repeated, waited out, and leads back to it.
 */
export class DeliveryStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: DeliveryStateMachineProps) {
    super(scope, id);
    const { deliverWebhook, timeout = Duration.days(12), ...watched } = props;

    const waitAfterFault = new Wait(this, 'WaitAfterFault', {
      time: WaitTime.duration(Duration.minutes(2)),
      comment: 'Nobody foresaw this: back in through Deliver, which knows where the delivery stands',
    });
    const deliver = step(this, 'Deliver', deliverWebhook, waitAfterFault);
    const waitForNextAttempt = new Wait(this, 'WaitForNextAttempt', { time: answered });

    waitAfterFault.next(deliver);
    waitForNextAttempt.next(deliver);
    deliver.next(
      new Choice(this, 'Delivered?')
        .when(nextIs('wait'), waitForNextAttempt)
        .when(nextIs('done'), new Succeed(this, 'Delivered'))
        .when(nextIs('undeliverable'), failure(this, 'Undeliverable'))
        .when(nextIs('gone'), new Succeed(this, 'Gone', { comment: 'Deleted with its edit' }))
        .otherwise(waitAfterFault),
    );

    this.stateMachine = standardMachine(this, { start: deliver, timeout, ...watched });
  }
}
