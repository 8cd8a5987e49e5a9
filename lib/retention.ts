import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { within } from './deadlines.ts';

/** How long what is kept. */
export interface RetentionProps {
  /**
   * When outputs are deleted, counted from when they were stored.
   *
   * @default - never: they were paid for
   */
  readonly outputsExpireAfter?: Duration | undefined;

  /**
   * How long the record of an edit is kept after its end. Longer than the 90 days that Step Functions keeps a name taken.
   *
   * @default Duration.days(400)
   */
  readonly recordsKept?: Duration | undefined;

  /**
   * How long uploads, and what was copied out of the inbox, are kept: longer than edits wait.
   *
   * @default - 7 days; 40 where a budget is set, which an edit may wait a month for
   */
  readonly uploadsKept?: Duration | undefined;

  /**
   * How long events are kept on the bus's archive, to be played again to rules that came later or failed.
   *
   * @default Duration.days(30)
   */
  readonly eventsKept?: Duration | undefined;

  /**
   * How long logs are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;

  /**
   * What becomes of the tables, and of a bucket that the stage made, when they leave the stack. A bucket that is not
   * empty is never destroyed: it stops the removal.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

export interface Retention {
  readonly outputsExpireAfter: Duration | undefined;
  readonly recordsKept: Duration;
  readonly uploadsKept: Duration;
  readonly eventsKept: Duration;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** @throws Error that names what is out of its bounds, and what it may be */
export const retention = (props: RetentionProps, mayWaitForBudget: boolean): Retention => {
  const days = (name: string, given: Duration, min: number, max: number): Duration =>
    within(name, given, Duration.days(min), Duration.days(max));
  return {
    outputsExpireAfter:
      props.outputsExpireAfter && days('outputsExpireAfter', props.outputsExpireAfter, 1, 36_500),
    recordsKept: days('recordsKept', props.recordsKept ?? Duration.days(400), 91, 3_650),
    uploadsKept: days('uploadsKept', props.uploadsKept ?? Duration.days(mayWaitForBudget ? 40 : 7), 1, 365),
    eventsKept: days('eventsKept', props.eventsKept ?? Duration.days(30), 1, 3_650),
    logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  };
};
