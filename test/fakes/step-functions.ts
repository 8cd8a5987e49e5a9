import type { Loopback } from '../lambdas/adapters/loopback-server.ts';
import { answerLost, AwsError, awsJsonServer } from './aws-json.ts';

export interface FakeStepFunctions extends Pick<Loopback, 'origin' | 'close'> {
  readonly stateMachineArn: string;
  /** The input of every execution that was ever started, by its name. */
  readonly executions: Map<string, string>;
  /** Names of those that have ended: they stay taken. */
  readonly ended: Set<string>;
  /** How often somebody asked for a start. */
  readonly asked: () => number;
}

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:edits';

/** @param breaks answers to a start, counted from 1, with what goes wrong */
export const fakeStepFunctions = async (
  breaks: (asked: number) => AwsError | typeof answerLost | undefined = () => undefined,
): Promise<FakeStepFunctions> => {
  const executions = new Map<string, string>();
  const ended = new Set<string>();
  const { origin, journal, close } = await awsJsonServer(({ operation, input }) => {
    if (operation !== 'StartExecution') throw new AwsError('UnknownOperationException');
    if (input['stateMachineArn'] !== stateMachineArn) throw new AwsError('StateMachineDoesNotExist');
    const broken = breaks(journal.length);
    if (broken instanceof AwsError) throw broken;
    const [name, given] = [String(input['name']), String(input['input'])];
    const earlier = executions.get(name);
    // The same start again is answered alike, for as long as the execution runs.
    if (earlier !== undefined && (earlier !== given || ended.has(name)))
      throw new AwsError('ExecutionAlreadyExists');
    executions.set(name, given);
    if (broken === answerLost) return answerLost;
    return { executionArn: `${stateMachineArn}:${name}`, startDate: 1_700_000_000 };
  });
  return { origin, close, stateMachineArn, executions, ended, asked: () => journal.length };
};
