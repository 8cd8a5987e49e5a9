import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Workflow } from '../../lambdas/core/ports.ts';
import { editId } from '../fakes/edit-id.ts';

export interface OpenedWorkflow {
  readonly workflow: Workflow;
  /** The names of all executions that were ever started, in any order. */
  readonly executions: () => Promise<readonly string[]>;
  readonly close?: () => Promise<void>;
}

// Names of Step Functions stay taken: no two runs of this suite may share one.
let number = Date.now() * 1_000;

/** What the core counts on, whatever runs the state machine. */
export const workflowSuite = (name: string, open: () => Promise<OpenedWorkflow>): void => {
  describe(`the workflow ${name}`, () => {
    let opened: OpenedWorkflow;
    let workflow: Workflow;
    beforeAll(async () => {
      opened = await open();
      ({ workflow } = opened);
    });
    afterAll(async () => opened.close?.());

    const another = (): string => {
      number += 1;
      return editId(number);
    };
    const startedFor = async (id: string): Promise<string[]> =>
      (await opened.executions()).filter((execution) => execution.startsWith(id)).toSorted();

    it('starts an execution that is named for the edit and its run', async () => {
      const id = another();
      await workflow.start(id, 1);
      expect(await startedFor(id)).toEqual([`${id}-1`]);
    });

    it('leaves an execution alone that was started already, whether or not it has ended', async () => {
      const id = another();
      await workflow.start(id, 1);
      await workflow.start(id, 1);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await workflow.start(id, 1);
      expect(await startedFor(id)).toEqual([`${id}-1`]);
    });

    it('starts a run once, however many ask for it at once', async () => {
      const id = another();
      await Promise.all(Array.from({ length: 10 }, async () => workflow.start(id, 1)));
      expect(await startedFor(id)).toEqual([`${id}-1`]);
    });

    it('starts every run of an edit, and every edit', async () => {
      const [one, other] = [another(), another()];
      for (const run of [1, 2, 11]) await workflow.start(one, run);
      await workflow.start(other, 1);
      expect(await startedFor(one)).toEqual([`${one}-1`, `${one}-11`, `${one}-2`]);
      expect(await startedFor(other)).toEqual([`${other}-1`]);
    });
  });
};
