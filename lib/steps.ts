import { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Condition,
  DefinitionBody,
  Fail,
  JitterType,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
  WaitTime,
  type CfnStateMachine,
  type IChainable,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { logGroup } from './edit-function.ts';
import { executionLogs } from './permissions/watching.ts';

// JSONPath: the engine of the local edition runs these very definitions, and knows nothing else.
const answer = '$.step';

/** Whether the function answered with this word. */
export const nextIs = (word: string): Condition => Condition.stringEquals(`${answer}.next`, word);

/** As long as the function answered. */
export const answered: WaitTime = WaitTime.secondsPath(`${answer}.seconds`);

/** A state that calls a function and keeps its answer beside the input. What nobody foresaw is repeated, then caught. */
export const step = (
  scope: Construct,
  name: string,
  lambdaFunction: IFunction,
  onFault: IChainable,
): TaskStateBase =>
  new LambdaInvoke(scope, name, {
    lambdaFunction,
    payloadResponseOnly: true,
    resultPath: answer,
    retryOnServiceExceptions: false,
  })
    .addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(2),
      maxAttempts: 4,
      backoffRate: 3,
      maxDelay: Duration.minutes(1),
      jitterStrategy: JitterType.FULL,
    })
    .addCatch(onFault, { errors: ['States.ALL'], resultPath: '$.fault' });

/** A failed execution, with the reason that the function before gave. */
export const failure = (scope: Construct, name: string): Fail =>
  new Fail(scope, name, { errorPath: `${answer}.error`, causePath: `${answer}.cause` });

export interface StandardMachineProps {
  /** The first state. */
  readonly start: IChainable;

  /** When an execution is given up. */
  readonly timeout: Duration;

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

/** A state machine whose names stay taken, traced, and logged without the data: prompts and addresses are the callers'. */
export const standardMachine = (scope: Construct, props: StandardMachineProps): StateMachine => {
  const machine = new StateMachine(scope, 'Resource', {
    stateMachineType: StateMachineType.STANDARD,
    queryLanguage: QueryLanguage.JSON_PATH,
    definitionBody: DefinitionBody.fromChainable(props.start),
    timeout: props.timeout,
  });
  machine.role.addManagedPolicy(props.executionLogs ?? executionLogs(scope));
  // The library's own switches would let it do the same a second time, in its own role. That role has to be the one
  // that the library makes: an execution goes on in the role that it was started in.
  const resource = machine.node.defaultChild as CfnStateMachine;
  resource.tracingConfiguration = { enabled: true };
  resource.loggingConfiguration = {
    level: LogLevel.ALL,
    includeExecutionData: false,
    destinations: [
      { cloudWatchLogsLogGroup: { logGroupArn: logGroup(scope, 'Log', props.logRetention).logGroupArn } },
    ],
  };
  return machine;
};
