import { beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function } from 'aws-cdk-lib/aws-lambda';
import type { AnnounceStep, DeliverStep, LookStep, SendStep, StoreStep } from '../../lambdas/core/step.ts';
import { DeliveryStateMachine } from '../../lib/delivery-state-machine.ts';
import { EditStateMachine } from '../../lib/edit-state-machine.ts';

// A word that is added to an answer stops the compiler here, until the state machine knows it too.
const send = { wait: true, look: true, announce: true } satisfies Record<SendStep['next'], true>;
const look = { wait: true, store: true, announce: true } satisfies Record<LookStep['next'], true>;
const store = { done: true, wait: true, announce: true } satisfies Record<StoreStep['next'], true>;
const announce = {
  completed: true,
  failed: true,
  cancelled: true,
  uncertain: true,
  // Waited for by the state machine's otherwise.
  wait: false,
} satisfies Record<AnnounceStep['next'], boolean>;

const deliver = {
  wait: true,
  done: true,
  undeliverable: true,
  gone: true,
} satisfies Record<DeliverStep['next'], true>;

interface Choice {
  readonly Choices: readonly { readonly Variable: string; readonly StringEquals: string }[];
  readonly Default: string;
}

let states: Readonly<Record<string, Choice | undefined>>;

beforeAll(() => {
  const stack = new Stack(new App(), 'Stack');
  const functionOf = (name: string) => Function.fromFunctionName(stack, name, name);
  new EditStateMachine(stack, 'Machine', {
    functions: {
      send: functionOf('send'),
      checkStatus: functionOf('check-status'),
      storeResult: functionOf('store-result'),
      announce: functionOf('announce'),
    },
  });
  new DeliveryStateMachine(stack, 'Delivery', { deliverWebhook: functionOf('deliver-webhook') });
  const machines = Object.values(
    Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'),
  ) as { Properties: { DefinitionString: { 'Fn::Join': [string, unknown[]] } } }[];
  const all = machines.map(({ Properties }) => {
    const parts = Properties.DefinitionString['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
    return (JSON.parse(text) as { States: typeof states }).States;
  });
  states = Object.assign({}, ...all) as typeof states;
});

describe('the answer of a function', () => {
  test.each([
    ['Sent?', send],
    ['WhatNext', look],
    ['Stored?', store],
    ['HowItEnded', announce],
    ['Delivered?', deliver],
  ])('has at %s a way for each of its words, and no other', (name, words) => {
    const known = states[name]?.Choices.map(({ StringEquals }) => StringEquals);
    const said = Object.entries(words).flatMap(([word, hasWay]) => (hasWay ? [word] : []));
    expect(known?.sort()).toEqual(said.sort());
  });

  test.each(['Sent?', 'WhatNext', 'Stored?', 'HowItEnded', 'Delivered?'])(
    'with a word never heard at %s is taken for a fault, and never for an end',
    (name) => {
      expect(states[name]?.Choices.every(({ Variable }) => Variable === '$.step.next')).toBe(true);
      expect(states[name]?.Default).toBe('WaitAfterFault');
    },
  );
});
