import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { checkStatus } from '../../../lambdas/check-status/check-status.ts';
import { microsOf, dayOf } from '../../../lambdas/core/spending.ts';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { recoverDeliveries } from '../../../lambdas/recover/recover-deliveries.ts';
import { recover } from '../../../lambdas/recover/recover.ts';
import { send } from '../../../lambdas/send/send.ts';
import { takeStock } from '../../../lambdas/take-stock/take-stock.ts';
import { fakeBudget } from '../../fakes/budget.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeDeliveries, fakeDeliveryRuns, fakeUndeliverables } from '../../fakes/deliveries.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { fakeProvider } from '../../fakes/provider.ts';
import { fakeResults } from '../../fakes/results.ts';
import { fakeWorkflow } from '../../fakes/workflow.ts';
import { aDelivery } from '../../lambdas/core/a-delivery.ts';
import { anEdit } from '../../lambdas/core/an-edit.ts';
import { simulatedStage, start } from '../../lambdas/take-stock/simulated-stage.ts';
import { alarmState, type AlarmState, type Datum } from './alarm-state.ts';
import { ofType, stageTemplate, words, type Resource } from '../stage-template.ts';
import { watchedStage } from './watched-stage.ts';

const template = stageTemplate({ budget: { dailyUsd: 10 } });
const alarms = Object.fromEntries(
  ofType(template, 'AWS::CloudWatch::Alarm').map(([id, alarm]) => [
    /^VideoEditAlarms(\w+)[0-9A-F]{8}$/u.exec(id)?.[1] ?? id,
    alarm,
  ]),
);
const minute = 60_000;

/** What CloudWatch was told, and what was told by AWS itself. */
type Story = () => Promise<readonly Datum[]> | readonly Datum[];

interface Tried {
  /** What it is for. */
  readonly fires: Story;
  /** What is just less than that. */
  readonly holds: Story;
  /** How long it takes until it fires at the latest, from `start`. @default 6, and a minute for its value to be seen */
  readonly withinMinutes?: number;
}

const input = { edit_id: anEdit().editId };

const sendMet =
  (verdict: SubmitVerdict): Story =>
  async () => {
    const { call, data, notices } = watchedStage();
    const deps = fakeDeps([anEdit()], { provider: fakeProvider({ submit: () => verdict }) });
    await call(send({ ...deps, notices, newToken: () => 'token' }), input, start);
    return data;
  };

const lookedAfter =
  (minutes: number): Story =>
  async () => {
    const { call, data, notices } = watchedStage();
    const clock = fakeClock(start);
    const deps = fakeDeps([anEdit({ status: 'running', requestId: 'r', sentAt: start })], { clock });
    clock.advance(minutes * minute);
    await call(checkStatus({ ...deps, notices }), input, start);
    return data;
  };

/** Stock is taken each minute of a stage whose provider answers every call so. */
const stockOf =
  (verdict: SubmitVerdict, minutes: number): Story =>
  async () => {
    const { call, data, observed } = watchedStage();
    const stage = simulatedStage({ edits: 20, answers: () => ({ submit: () => verdict }) });
    for (let passed = 1; passed <= minutes; passed += 1) {
      await stage.pass(1);
      await call(takeStock({ ...stage, meter: observed.meter }), {}, stage.clock.now());
    }
    return data;
  };

/** Stock is taken each minute but for those that are left out; the first of them is in the past, so that all was well. */
const stockTakenBut =
  (silent: (minuteOfStage: number) => boolean, given: Partial<FakeDeps> = {}): Story =>
  async () => {
    const { call, data, observed } = watchedStage();
    for (let passed = -20; passed < 20; passed += 1) {
      const deps = fakeDeps([], { clock: fakeClock(start + passed * minute) });
      const broken = silent(passed) ? given : {};
      if (silent(passed) && Object.keys(given).length === 0) continue;
      await call(takeStock({ ...deps, ...broken, meter: observed.meter }), {}, start + passed * minute);
    }
    return data;
  };

const spent =
  (usd: number): Story =>
  async () => {
    const { call, data, observed } = watchedStage();
    const budget = fakeBudget({ dailyMicros: microsOf(10) });
    budget.days.set(dayOf(start), microsOf(usd));
    const deps = fakeDeps([], { clock: fakeClock(start), budget });
    await call(takeStock({ ...deps, meter: observed.meter }), {}, start);
    return data;
  };

const swept =
  (what: 'edits' | 'deliveries', lateMinutes: number): Story =>
  async () => {
    const { call, data, observed } = watchedStage();
    const clock = fakeClock(start);
    const deps = {
      ...fakeDeps(what === 'edits' ? [anEdit({ dueAt: start })] : [], {
        clock,
        deliveries: fakeDeliveries(...(what === 'deliveries' ? [aDelivery({}, start)] : [])),
      }),
      meter: observed.meter,
      workflow: fakeWorkflow(),
      results: fakeResults(),
      sweepSeconds: 300,
      deliveryRuns: fakeDeliveryRuns(),
      undeliverables: fakeUndeliverables(),
    };
    clock.advance(lateMinutes * minute);
    await call(async () => recover(deps)('late'), {}, start);
    await call(async () => recoverDeliveries(deps)('late'), {}, start);
    return data;
  };

/** A function of the workflow throws once in each of these minutes. */
const thrownAt =
  (...minutes: readonly number[]): Story =>
  async () => {
    const { call, data } = watchedStage();
    const { provider, ...deps } = fakeDeps();
    // There is no such edit.
    const broken = send({ ...deps, provider, newToken: () => 'token' });
    for (const each of minutes) await call(broken, input, start + each * minute);
    return data;
  };

/** What AWS itself measures. */
const ofAws =
  (namespace: string, name: string, dimensions: Datum['dimensions'], values: Record<number, number>): Story =>
  () =>
    Object.entries(values).map(([at, value]) => ({
      ...{ namespace, name, dimensions, value },
      at: start + Number(at) * minute,
    }));

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
const depthOf = (QueueName: string): Tried => ({
  fires: ofAws('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, { 0: 1 }),
  holds: ofAws('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, { 0: 0, 1: 0 }),
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
const answered5xx = (values: Record<number, number>): Story =>
  ofAws('AWS/ApiGateway', '5xx', { ApiId: 'Api', Stage: '$default' }, values);

// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
const executions = (name: string, StateMachineArn: string): Story =>
  ofAws('AWS/States', name, { StateMachineArn }, { 0: 1 });

const busy: SubmitVerdict = { verdict: 'refused', why: 'the provider answered 503' };

const tried: Readonly<Record<string, Tried | readonly Tried[]>> = {
  EditUncertain: {
    fires: sendMet({ verdict: 'unclear', why: 'the connection was reset' }),
    holds: sendMet({ verdict: 'accepted', requestId: 'request-1' }),
  },
  AccountPaused: { fires: stockOf({ verdict: 'account', why: 'no balance' }, 1), holds: stockOf(busy, 10) },
  EditOverdue: { fires: lookedAfter(61), holds: lookedAfter(60) },
  Stalled: { fires: stockOf(busy, 5), holds: stockOf(busy, 4) },
  StockNotTaken: [
    {
      fires: stockTakenBut((passed) => passed >= 0),
      holds: stockTakenBut((passed) => passed >= 0 && passed < 3),
    },
    {
      // It is called, and cannot read what it counts.
      fires: stockTakenBut((passed) => passed >= 0, {
        turns: {
          ...fakeDeps().turns,
          read: async () => {
            throw new Error('the table is down');
          },
        },
      }),
      holds: stockTakenBut(() => false),
    },
  ].map((each) => ({ ...each, withinMinutes: 8 })),
  PickedUp: [
    { fires: swept('edits', 5), holds: swept('edits', 1) },
    { fires: swept('deliveries', 5), holds: swept('deliveries', 1) },
  ],
  TasksFailing: {
    fires: thrownAt(0, 5, 10),
    holds: thrownAt(0, 1, 2, 3, 4, 5),
    withinMinutes: 16,
  },
  BudgetNearlyUsed: { fires: spent(8), holds: spent(7.99) },
  InboxDeadLetters: depthOf('InboxDeadLetters'),
  RecoveryDeadLetters: depthOf('RecoveryDeadLetters'),
  StockDeadLetters: depthOf('StockTakingDeadLetters'),
  WebhookDeadLetters: depthOf('WebhookDeliveryDeadLetters'),
  WebhookUndeliverable: depthOf('WebhookDeliveryUndeliveredWebhooks'),
  ApiFailing: {
    fires: answered5xx({ 0: 1, 7: 1 }),
    // However many within one minute.
    holds: answered5xx({ 0: 500 }),
    withinMinutes: 11,
  },
  ExecutionDied: ['StateMachine', 'DeliveryStateMachine'].flatMap((machine) =>
    ['ExecutionsTimedOut', 'ExecutionsAborted'].map((name) => ({
      fires: executions(name, machine),
      // A failed edit ends as a failed execution.
      holds: executions('ExecutionsFailed', machine),
    })),
  ),
};

const rows = Object.entries(tried).flatMap(([name, tries]) =>
  [tries].flat().map((each) => [name, each] as const),
);

/** The state at the end of each minute, from the first. */
const statesOf = (alarm: Resource, data: readonly Datum[], minutes: number): AlarmState[] => {
  const states: AlarmState[] = [];
  for (let passed = 1; passed <= minutes; passed += 1)
    states.push(alarmState(alarm, data, start + passed * minute, states.at(-1) ?? 'OK'));
  return states;
};

const alarmNamed = (name: string): Resource => {
  const alarm = alarms[name];
  if (alarm === undefined) throw new Error(`there is no alarm named ${name}`);
  return alarm;
};

afterEach(() => {
  jest.restoreAllMocks();
});

describe('an alarm', () => {
  it.each(rows)(
    'fault 49: %s goes off when what it is for happens',
    async (name, { fires, withinMinutes = 7 }) => {
      expect(statesOf(alarmNamed(name), await fires(), withinMinutes)).toContain('ALARM');
    },
  );

  it.each(rows)('%s stays silent for a little less than that', async (name, { holds }) => {
    expect(new Set(statesOf(alarmNamed(name), await holds(), 19))).toEqual(new Set(['OK']));
  });
});

describe('the alarms of a stage', () => {
  it('fault 49: have all been made to go off', () => {
    expect(Object.keys(tried).sort()).toEqual(Object.keys(alarms).sort());
  });

  it('fault 49: watch every queue, for whatever lies in one is there to be looked at', () => {
    const watched = Object.values(alarms)
      .filter(({ Properties }) => Properties['Namespace'] === 'AWS/SQS')
      .map(({ Properties }) => words((Properties['Dimensions'] as { Value: unknown }[])[0]?.Value));
    const queues = ofType(template, 'AWS::SQS::Queue').map(([id]) => words({ Ref: id }));
    expect(watched.sort()).toEqual(queues.sort());
  });

  it.each(Object.entries(alarms))(
    'tell one topic that %s began, and that it is over',
    (_name, { Properties }) => {
      const topic = ofType(template, 'AWS::SNS::Topic').map(([id]) => ({ Ref: id }));
      expect(topic).toHaveLength(1);
      expect(Properties).toMatchObject({ AlarmActions: topic, OKActions: topic });
      expect(Properties['ActionsEnabled'] ?? true).toBe(true);
    },
  );

  it.each(Object.entries(alarms))(
    'say what %s means in a sentence, and where to read on',
    (_name, { Properties }) => {
      expect(Properties['AlarmDescription']).toMatch(/^[A-Z][^.]+\. docs\/runbook\.md#[a-z-]+$/u);
    },
  );

  it('are not made for a budget that there is none of', () => {
    const without = ofType(stageTemplate(), 'AWS::CloudWatch::Alarm').map(([id]) => id);
    expect(without).toHaveLength(Object.keys(alarms).length - 1);
    expect(without.join(' ')).not.toContain('Budget');
  });
});

describe('the topic of alarms', () => {
  it('is published to by the alarms of the account, and over TLS alone', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: { 'aws:SourceArn': Match.anyValue() },
            },
          }),
        ],
      },
    });
    template.resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('tells whom the settings name by mail', () => {
    stageTemplate({ alarmEmail: 'on-call@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'on-call@example.com',
    });
  });

  it('may be one that is there already', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-west-1:123456789012:on-call';
    const given = stageTemplate({ alarmTopicArn });
    given.resourceCountIs('AWS::SNS::Topic', 0);
    given.resourceCountIs('AWS::SNS::TopicPolicy', 0);
    given.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [alarmTopicArn],
      OKActions: [alarmTopicArn],
    });
    given.hasOutput('AlarmTopic', { Value: alarmTopicArn });
  });

  it('fails where there is one already, and mail of its own would go to nobody', () => {
    const both = { alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call', alarmEmail: 'a@example.com' };
    expect(() => stageTemplate(both)).toThrow('alarmEmail is for the topic that is made here');
  });
});
