import { paginateListExecutions, type SFNClient } from '@aws-sdk/client-sfn';

/** The names of all executions of a state machine, as `workflowSuite` asks for them. */
export const awsExecutions = (client: SFNClient, stateMachineArn: string) => async (): Promise<string[]> => {
  const names: string[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    names.push(...executions.flatMap(({ name }) => name ?? []));
  }
  return names;
};
