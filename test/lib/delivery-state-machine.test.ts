import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function } from 'aws-cdk-lib/aws-lambda';
import aslValidator from 'asl-validator';
import { DeliveryStateMachine } from '../../lib/delivery-state-machine.ts';
import { synthesise, type Definition } from '../../local/definition.ts';
import { edgesOf, stateIn } from './states.ts';

let folder: string;
let deliveries: Definition;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-lib-'));
  ({ deliveries } = await synthesise(folder));
}, 90_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
});
const stateOf = (name: string) => stateIn(deliveries, name);

describe('the way of a delivery', () => {
  it.each<[string, [string, string][]]>([
    [
      'Deliver',
      [
        ['next', 'Delivered?'],
        ['fault', 'WaitAfterFault'],
      ],
    ],
    [
      'Delivered?',
      [
        ['wait', 'WaitForNextAttempt'],
        ['done', 'Delivered'],
        ['undeliverable', 'Undeliverable'],
        ['gone', 'Gone'],
        ['otherwise', 'WaitAfterFault'],
      ],
    ],
    ['WaitForNextAttempt', [['next', 'Deliver']]],
    ['WaitAfterFault', [['next', 'Deliver']]],
    ['Delivered', []],
    ['Undeliverable', []],
    ['Gone', []],
  ])('leads from %s to %j', (name, expected) => {
    expect(edgesOf(stateOf(name))).toEqual(expected);
  });

  it('has no other states, and begins with Deliver', () => {
    expect(deliveries.definition.StartAt).toBe('Deliver');
    expect(Object.keys(deliveries.definition.States)).toHaveLength(7);
  });

  it('ends what is undeliverable as a failed execution with the reason, and nothing else', () => {
    expect(stateOf('Undeliverable')).toMatchObject({
      Type: 'Fail',
      ErrorPath: '$.step.error',
      CausePath: '$.step.cause',
    });
    expect([stateOf('Delivered').Type, stateOf('Gone').Type]).toEqual(['Succeed', 'Succeed']);
  });

  it('repeats and catches whatever the function throws, and keeps its answer beside the input', () => {
    expect(stateOf('Deliver')).toMatchObject({
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.fault' }],
      ResultPath: '$.step',
    });
    expect(stateOf('WaitForNextAttempt').SecondsPath).toBe('$.step.seconds');
    expect(stateOf('WaitAfterFault').Seconds).toBe(120);
  });

  it('is a definition that a second opinion takes, in JSONPath', () => {
    expect(aslValidator(deliveries.definition).isValid).toBe(true);
    expect(JSON.stringify(deliveries.definition)).not.toContain('JSONata');
  });
});

describe('an execution of it', () => {
  const machineOf = (timeout?: Duration): string => {
    const stack = new Stack(new App(), 'Own');
    const deliverWebhook = Function.fromFunctionName(stack, 'Function', 'f');
    new DeliveryStateMachine(stack, 'Machine', { deliverWebhook, timeout });
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };

  it('is stopped after the time it is given, and after 12 days otherwise', () => {
    expect(machineOf(Duration.hours(3))).toContain('\\"TimeoutSeconds\\":10800');
    expect(machineOf()).toContain('\\"TimeoutSeconds\\":1036800');
  });
});
