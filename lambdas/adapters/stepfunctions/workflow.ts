import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Workflow } from '../../core/ports.ts';

export interface StepFunctionsWorkflowProps {
  readonly client: SFNClient;
  /** Of a standard workflow: an express one would start again under the same name. */
  readonly stateMachineArn: string;
}

/**
 * Executions on Step Functions. A name stays taken after its execution has ended, so that a run is started once however
 * often it is asked for, and whether or not the answer to the first time arrived.
 * @throws SFNServiceException when it is not known to have started; starting it again is safe
 */
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
