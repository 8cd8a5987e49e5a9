import { Duration } from 'aws-cdk-lib';

/** For how long an edit is waited for, and where. */
export interface DeadlineProps {
  /**
   * When an edit that the provider has not finished is marked, and told of, as overdue. It is followed all the same.
   *
   * @default Duration.minutes(60)
   */
  readonly overdueAfter?: Duration | undefined;

  /**
   * When an edit that the provider refuses all the while, or cannot be reached for, fails: it was never taken.
   *
   * @default Duration.hours(24)
   */
  readonly giveUpAfter?: Duration | undefined;

  /**
   * How long the provider is taken to keep results: so long is an edit looked at, and a result fetched.
   *
   * @default Duration.days(7)
   */
  readonly providerKeeps?: Duration | undefined;

  /**
   * When an execution is given up. A backstop: `recover` starts the next one of an edit that is not at its end.
   *
   * @default - a day after the provider has dropped its results; 40 days where a budget is set, which an edit may wait a month for
   */
  readonly executionTimeout?: Duration | undefined;
}

export type Deadlines = Readonly<Required<{ [Name in keyof DeadlineProps]: Duration }>>;

/** @throws Error that names what is out of its bounds, and what it may be */
export const deadlines = (props: DeadlineProps, mayWaitForBudget: boolean): Deadlines => {
  const providerKeeps = within(
    'providerKeeps',
    props.providerKeeps ?? Duration.days(7),
    Duration.days(1),
    Duration.days(30),
  );
  const longEnough = providerKeeps.plus(Duration.days(1));
  return {
    overdueAfter: within(
      'overdueAfter',
      props.overdueAfter ?? Duration.minutes(60),
      Duration.minutes(1),
      Duration.days(7),
    ),
    giveUpAfter: within(
      'giveUpAfter',
      props.giveUpAfter ?? Duration.hours(24),
      Duration.hours(1),
      Duration.days(30),
    ),
    providerKeeps,
    executionTimeout: within(
      'executionTimeout',
      props.executionTimeout ?? (mayWaitForBudget ? Duration.days(40) : longEnough),
      longEnough,
      Duration.days(365),
    ),
  };
};

/** @throws Error where it is not */
export const within = (name: string, given: Duration, min: Duration, max: Duration): Duration => {
  const milliseconds = given.toMilliseconds({ integral: false });
  if (milliseconds >= min.toMilliseconds() && milliseconds <= max.toMilliseconds()) return given;
  throw new Error(
    `${name} must be from ${min.toHumanString()} to ${max.toHumanString()}, and is ${given.toHumanString()}`,
  );
};
