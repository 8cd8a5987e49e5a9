import type { Workflow } from '../../lambdas/core/ports.ts';

export interface FakeWorkflow extends Workflow {
  /** The names of the executions that were started, in their order. */
  readonly started: string[];
}

/** Starts an execution of a name once. @param onStart is told of it; what it throws is a start that failed */
export const fakeWorkflow = (onStart: (editId: string) => void = () => undefined): FakeWorkflow => {
  const started: string[] = [];
  return {
    started,
    start: async (editId, run) => {
      const name = `${editId}-${run}`;
      if (started.includes(name)) return;
      onStart(editId);
      started.push(name);
    },
  };
};
