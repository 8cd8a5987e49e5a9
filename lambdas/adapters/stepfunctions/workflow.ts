import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Workflow } from '../../core/ports.ts';
import type { DeliveryRuns } from '../../core/webhooks.ts';

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
export const stepFunctionsWorkflow = (props: StepFunctionsWorkflowProps): Workflow => ({
  start: async (editId, run) => start(props, `${editId}-${run}`, { edit_id: editId }),
});

/** The same for deliveries. */
export const stepFunctionsDeliveryRuns = (props: StepFunctionsWorkflowProps): DeliveryRuns => ({
  start: async ({ editId, deliveryId }, run) =>
    start(props, `${deliveryId}-${run}`, { edit_id: editId, delivery_id: deliveryId }),
});

const start = async (
  { client, stateMachineArn }: StepFunctionsWorkflowProps,
  name: string,
  input: object,
): Promise<void> => {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
};
