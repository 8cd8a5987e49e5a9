import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function } from 'aws-cdk-lib/aws-lambda';
import aslValidator from 'asl-validator';
import { EditStateMachine } from '../../lib/edit-state-machine.ts';
import { synthesise, type Definition } from '../../local/definition.ts';
import { edgesOf, stateIn, type State } from './states.ts';

let folder: string;
let synthesised: Definition;
let states: Readonly<Record<string, State>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-lib-'));
  ({ edits: synthesised } = await synthesise(folder));
  states = synthesised.definition.States as Readonly<Record<string, State>>;
}, 90_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const stateOf = (name: string): State => stateIn(synthesised, name);
const edges = (name: string) => edgesOf(stateOf(name));
const namesOf = (type: string) => Object.keys(states).filter((name) => states[name]?.Type === type);

describe('the way of an edit', () => {
  it.each<[string, [string, string][]]>([
    [
      'Send',
      [
        ['next', 'Sent?'],
        ['fault', 'WaitAfterFault'],
      ],
    ],
    [
      'Sent?',
      [
        ['wait', 'WaitForTurn'],
        ['look', 'WaitForNextLook'],
        ['announce', 'Announce'],
        ['otherwise', 'WaitAfterFault'],
      ],
    ],
    ['WaitForTurn', [['next', 'Send']]],
    ['WaitForNextLook', [['next', 'CheckStatus']]],
    [
      'CheckStatus',
      [
        ['next', 'WhatNext'],
        ['fault', 'WaitAfterFault'],
      ],
    ],
    [
      'WhatNext',
      [
        ['wait', 'WaitForNextLook'],
        ['store', 'StoreResult'],
        ['announce', 'Announce'],
        ['otherwise', 'WaitAfterFault'],
      ],
    ],
    [
      'StoreResult',
      [
        ['next', 'Stored?'],
        ['fault', 'WaitAfterFault'],
      ],
    ],
    [
      'Stored?',
      [
        ['done', 'Completed'],
        ['wait', 'WaitForNextLook'],
        ['announce', 'Announce'],
        ['otherwise', 'WaitAfterFault'],
      ],
    ],
    [
      'Announce',
      [
        ['next', 'HowItEnded'],
        ['fault', 'WaitAfterFault'],
      ],
    ],
    [
      'HowItEnded',
      [
        ['completed', 'Completed'],
        ['failed', 'Failed'],
        ['cancelled', 'Cancelled'],
        ['uncertain', 'Uncertain'],
        ['otherwise', 'WaitAfterFault'],
      ],
    ],
    ['WaitAfterFault', [['next', 'Send']]],
    ['Completed', []],
    ['Failed', []],
    ['Cancelled', []],
    ['Uncertain', []],
  ])('leads from %s to %j', (name, expected) => {
    expect(edges(name)).toEqual(expected);
  });

  it('has no other states, and begins with Send', () => {
    expect(synthesised.definition.StartAt).toBe('Send');
    expect(Object.keys(states)).toHaveLength(15);
  });

  it('ends a failed edit as a failed execution that carries the reason of its Announce', () => {
    for (const name of ['Failed', 'Uncertain']) {
      expect(stateOf(name)).toMatchObject({
        Type: 'Fail',
        ErrorPath: '$.step.error',
        CausePath: '$.step.cause',
      });
    }
    expect(stateOf('Cancelled').Type).toBe('Succeed');
  });

  it('repeats and catches whatever a function throws', () => {
    for (const name of namesOf('Task')) {
      expect(stateOf(name).Retry?.[0]?.ErrorEquals).toEqual(['States.ALL']);
      expect(stateOf(name).Catch?.[0]?.ErrorEquals).toEqual(['States.ALL']);
    }
  });

  it('keeps each answer beside the input, and waits as long as it says', () => {
    for (const name of namesOf('Task')) expect(stateOf(name).ResultPath).toBe('$.step');
    expect(namesOf('Wait').map((name) => [name, stateOf(name).SecondsPath ?? stateOf(name).Seconds])).toEqual(
      expect.arrayContaining([
        ['WaitForTurn', '$.step.seconds'],
        ['WaitForNextLook', '$.step.seconds'],
        ['WaitAfterFault', 120],
      ]),
    );
  });

  it('goes round no circle without a wait', () => {
    const goesRound = (name: string, path: readonly string[]): boolean =>
      path.includes(name) ||
      (stateOf(name).Type !== 'Wait' && edges(name).some(([, to]) => goesRound(to, [...path, name])));
    expect(Object.keys(states).filter((name) => goesRound(name, []))).toEqual([]);
  });

  it('is a definition that a second opinion takes, in JSONPath', () => {
    expect(aslValidator(synthesised.definition).isValid).toBe(true);
    expect(JSON.stringify(synthesised.definition)).not.toContain('JSONata');
  });

  it('calls each function by the name of its folder', () => {
    expect(synthesised.functions).toEqual({
      Send: 'send',
      CheckStatus: 'check-status',
      StoreResult: 'store-result',
      Announce: 'announce',
    });
  });
});

describe('an execution', () => {
  const machineOf = (timeout?: Duration): string => {
    const stack = new Stack(new App(), 'Own');
    const lambda = Function.fromFunctionName(stack, 'Function', 'f');
    const functions = { send: lambda, checkStatus: lambda, storeResult: lambda, announce: lambda };
    new EditStateMachine(stack, 'Machine', { functions, timeout });
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };

  it('is stopped after the time it is given, and after 8 days otherwise', () => {
    expect(machineOf(Duration.hours(3))).toContain('\\"TimeoutSeconds\\":10800');
    expect(machineOf()).toContain('\\"TimeoutSeconds\\":691200');
  });
});
