import type { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EditStateMachine, type EditFunctions } from './edit-state-machine.ts';

export interface VideoEditWorkflowProps {
  /** The functions that the states of the workflow call. */
  readonly functions: EditFunctions;

  /**
   * When an execution is given up.
   *
   * @default - an execution is stopped after 8 days, one more than the provider keeps results
   */
  readonly executionTimeout?: Duration;
}

/** Everything that takes a video edit from its request to its stored result. */
export class VideoEditWorkflow extends Construct {
  /** The way of one edit; its executions are named `<edit_id>-<n>` and take `{ edit_id }`. */
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: VideoEditWorkflowProps) {
    super(scope, id);
    const { executionTimeout, functions } = props;
    const machine = new EditStateMachine(this, 'StateMachine', {
      functions,
      ...(executionTimeout === undefined ? {} : { timeout: executionTimeout }),
    });
    this.stateMachine = machine.stateMachine;
  }
}
