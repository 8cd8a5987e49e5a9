import { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Succeed, Wait, WaitTime, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { answered, failure, nextIs, standardMachine, step } from './steps.ts';

/** The functions that the states call, each by the name of its state. */
export interface WorkflowFunctions {
  /** Makes the one paid POST, or finds out why not. */
  readonly send: IFunction;
  /** Looks at the provider. */
  readonly checkStatus: IFunction;
  /** Keeps what the provider made. */
  readonly storeResult: IFunction;
  /** Tells everybody who should know, and the execution how to end. */
  readonly announce: IFunction;
}

export interface EditStateMachineProps {
  /** The functions that the states call. */
  readonly functions: WorkflowFunctions;

  /**
   * When an execution is given up. A backstop: what the provider has ends by itself, and what waits is picked up again.
   *
   * @default - an execution is stopped after 8 days, one more than the provider keeps results
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
 * The way of one edit. Input: `{ edit_id }`. Every function answers `{ next, seconds }`, and a Choice decides.
 * Errors are only what nobody foresaw: they are repeated, then waited out, and lead back to `Send`, which never
 * sends twice. So only an `Announce` ends an edit, and no bug of ours declares a paid one failed.
 */
export class EditStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: EditStateMachineProps) {
    super(scope, id);
    const { functions, timeout = Duration.days(8), ...watched } = props;

    const waitAfterFault = new Wait(this, 'WaitAfterFault', {
      time: WaitTime.duration(Duration.minutes(2)),
      comment: 'Nobody foresaw this: back in through Send, which knows where the edit stands',
    });
    const send = step(this, 'Send', functions.send, waitAfterFault);
    const waitForTurn = new Wait(this, 'WaitForTurn', { time: answered });
    const waitForNextLook = new Wait(this, 'WaitForNextLook', { time: answered });
    const checkStatus = step(this, 'CheckStatus', functions.checkStatus, waitAfterFault);
    const storeResult = step(this, 'StoreResult', functions.storeResult, waitAfterFault);
    const announce = step(this, 'Announce', functions.announce, waitAfterFault);
    const completed = new Succeed(this, 'Completed');

    waitAfterFault.next(send);
    waitForTurn.next(send);
    waitForNextLook.next(checkStatus);
    send.next(
      new Choice(this, 'Sent?')
        .when(nextIs('wait'), waitForTurn)
        .when(nextIs('look'), waitForNextLook)
        .when(nextIs('announce'), announce)
        .otherwise(waitAfterFault),
    );
    checkStatus.next(
      new Choice(this, 'WhatNext')
        .when(nextIs('wait'), waitForNextLook)
        .when(nextIs('store'), storeResult)
        .when(nextIs('announce'), announce)
        .otherwise(waitAfterFault),
    );
    storeResult.next(
      new Choice(this, 'Stored?')
        .when(nextIs('done'), completed)
        .when(nextIs('wait'), waitForNextLook)
        .when(nextIs('announce'), announce)
        .otherwise(waitAfterFault),
    );
    announce.next(
      new Choice(this, 'HowItEnded')
        .when(nextIs('completed'), completed)
        .when(nextIs('failed'), failure(this, 'Failed'))
        .when(nextIs('cancelled'), new Succeed(this, 'Cancelled'))
        .when(nextIs('uncertain'), failure(this, 'Uncertain'))
        .otherwise(waitAfterFault),
    );

    this.stateMachine = standardMachine(this, { start: send, timeout, ...watched });
  }
}
