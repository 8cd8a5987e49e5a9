import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  stepFunctionsDeliveryRuns,
  stepFunctionsWorkflow,
} from '../../../../lambdas/adapters/stepfunctions/workflow.ts';
import type { Workflow } from '../../../../lambdas/core/ports.ts';
import { answerLost, AwsError, clientAt } from '../../../fakes/aws-json.ts';
import { editId } from '../../../fakes/edit-id.ts';
import { fakeStepFunctions, type FakeStepFunctions } from '../../../fakes/step-functions.ts';
import { workflowSuite } from '../../../ports/workflow-suite.ts';

const workflowOn = (service: FakeStepFunctions): Workflow =>
  stepFunctionsWorkflow({
    client: new SFNClient(clientAt(service)),
    stateMachineArn: service.stateMachineArn,
  });

workflowSuite('on Step Functions', async () => {
  const service = await fakeStepFunctions();
  return {
    workflow: workflowOn(service),
    executions: async () => [...service.executions.keys()],
    close: service.close,
  };
});

workflowSuite('of deliveries on Step Functions', async () => {
  const service = await fakeStepFunctions();
  const { stateMachineArn } = service;
  const runs = stepFunctionsDeliveryRuns({ client: new SFNClient(clientAt(service)), stateMachineArn });
  return {
    workflow: { start: async (deliveryId, run) => runs.start({ editId: 'ed_1', deliveryId }, run) },
    executions: async () => [...service.executions.keys()],
    close: service.close,
  };
});

describe('an execution of a delivery', () => {
  it('gets the ids of its edit and of its delivery, and nothing else', async () => {
    const service = await fakeStepFunctions();
    const { stateMachineArn } = service;
    const runs = stepFunctionsDeliveryRuns({ client: new SFNClient(clientAt(service)), stateMachineArn });
    await runs.start({ editId: 'ed_1', deliveryId: 'dl_1' }, 3);
    expect([...service.executions]).toEqual([['dl_1-3', '{"edit_id":"ed_1","delivery_id":"dl_1"}']]);
    await service.close();
  });
});

describe('an execution on Step Functions', () => {
  let breaks: Parameters<typeof fakeStepFunctions>[0];
  let service: FakeStepFunctions;
  let workflow: Workflow;
  beforeEach(async () => {
    breaks = undefined;
    service = await fakeStepFunctions((asked) => breaks?.(asked));
    workflow = workflowOn(service);
  });
  afterEach(async () => service.close());

  const id = editId(1);
  const throttled = new AwsError('ThrottlingException');

  it('gets the id of its edit and nothing else', async () => {
    await workflow.start(id, 3);
    expect([...service.executions]).toEqual([[`${id}-3`, `{"edit_id":"${id}"}`]]);
  });

  it('is left alone after its end, of which its name is not free again', async () => {
    await workflow.start(id, 1);
    service.ended.add(`${id}-1`);
    await workflow.start(id, 1);
    expect(service.executions.size).toBe(1);
  });

  it('fault 27: is started where the start was throttled twice', async () => {
    breaks = (asked) => (asked <= 2 ? throttled : undefined);
    await workflow.start(id, 1);
    expect(service.executions.size).toBe(1);
  });

  it('fault 27: is started once where the answer to its start was lost, even if it has ended since', async () => {
    breaks = (asked) => {
      if (asked > 1) service.ended.add(`${id}-1`);
      return asked === 1 ? answerLost : undefined;
    };
    await workflow.start(id, 1);
    expect(service.asked()).toBe(2);
    expect(service.executions.size).toBe(1);
  });

  it('fault 27: fails to start where starts stay throttled, and starts when it is asked for again', async () => {
    breaks = () => throttled;
    await expect(workflow.start(id, 1)).rejects.toMatchObject({ name: 'ThrottlingException' });
    breaks = undefined;
    await workflow.start(id, 1);
    expect(service.executions.size).toBe(1);
  });

  it('fault 27: fails to start where nobody can be reached', async () => {
    await service.close();
    await expect(workflow.start(id, 1)).rejects.toThrow('ECONNREFUSED');
  });

  it.each(['StateMachineDoesNotExist', 'AccessDeniedException', 'ExecutionLimitExceeded'])(
    'fails to start with %s',
    async (name) => {
      breaks = () => new AwsError(name);
      await expect(workflow.start(id, 1)).rejects.toMatchObject({ name });
    },
  );
});
