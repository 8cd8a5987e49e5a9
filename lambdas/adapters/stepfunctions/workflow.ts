import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Workflow } from '../../core/ports.ts';

export interface StepFunctionsWorkflowProps {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
}

/** Executions on Step Functions. A name is taken for good, so a run that was started once is not started twice. */
export const stepFunctionsWorkflow = ({ client, stateMachineArn }: StepFunctionsWorkflowProps): Workflow => ({
  start: async (editId, run) => {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: `${editId}-${run}`,
          input: JSON.stringify({ edit_id: editId }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },
});
