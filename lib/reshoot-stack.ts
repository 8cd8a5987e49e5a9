import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { VideoEditWorkflow } from './video-edit-workflow.ts';

export interface ReshootStackProps extends StackProps {
  /** The name of this deployment: functions are looked up as `reshoot-<stage>-<name>`. */
  readonly stage: string;
}

/** One stage: only wiring around the workflow. */
export class ReshootStack extends Stack {
  constructor(scope: Construct, id: string, props: ReshootStackProps) {
    super(scope, id, props);
    const functionOf = (name: string) =>
      Function.fromFunctionName(this, name, `reshoot-${props.stage}-${name}`);
    const workflow = new VideoEditWorkflow(this, 'VideoEdit', {
      functions: {
        send: functionOf('send'),
        checkStatus: functionOf('check-status'),
        storeResult: functionOf('store-result'),
        announce: functionOf('announce'),
      },
    });
    new CfnOutput(this, 'StateMachineArn', { value: workflow.stateMachine.stateMachineArn });
  }
}
