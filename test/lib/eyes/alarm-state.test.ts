import { describe, expect, it } from '@jest/globals';
import { alarmState, stateOf, type AlarmState, type Datum } from './alarm-state.ts';
import type { Resource } from '../stage-template.ts';

// The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, the latest
// value last. "kept" is the state before.
const threeOfThree: readonly [string, string, string, string][] = [
  ['0 - X - X', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK'],
  ['- - - - -', 'kept', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'kept', 'ALARM', 'OK'],
];
const twoOfThree: readonly [string, string, string, string][] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'kept', 'ALARM', 'OK'],
];

const points = (text: string) =>
  text
    .split(' ')
    .reverse()
    .map((point) => (point === 'X' || point === '0' ? point : undefined));

const minute = 60_000;

const alarm = (overrides: object = {}): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'Reshoot',
    MetricName: 'StalledSeconds',
    Dimensions: [{ Name: 'stage', Value: 'test' }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 300,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'ignore',
    ...overrides,
  },
});

const datum = (minutes: number, value: number, overrides: Partial<Datum> = {}): Datum => ({
  namespace: 'Reshoot',
  name: 'StalledSeconds',
  dimensions: { stage: 'test' },
  at: minutes * minute,
  value,
  ...overrides,
});

describe('the state of an alarm', () => {
  it.each(
    [
      [3, threeOfThree],
      [2, twoOfThree],
    ].flatMap(([datapointsToAlarm, table]) =>
      (table as typeof threeOfThree).flatMap(([text, ignore, breaching, notBreaching]) =>
        Object.entries({ ignore, breaching, notBreaching }).map(
          ([missing, expected]) => [datapointsToAlarm as number, text, missing, expected] as const,
        ),
      ),
    ),
  )(
    'is, for %i of 3 in %s with missing data taken as %s, %s',
    (datapointsToAlarm, text, missing, expected) => {
      const states: AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
      for (const before of states) {
        const state = stateOf(points(text), { evaluationPeriods: 3, datapointsToAlarm, missing, before });
        expect(state).toBe(expected === 'kept' ? before : expected);
      }
    },
  );

  it('is of the period alone, whose end is not of it', () => {
    const state = (data: readonly Datum[]) => alarmState(alarm(), data, 10 * minute);
    expect(state([datum(9, 300)])).toBe('ALARM');
    expect(state([datum(9, 299)])).toBe('OK');
    expect(state([datum(10, 300)])).toBe('INSUFFICIENT_DATA');
    expect(state([datum(6, 300)])).toBe('INSUFFICIENT_DATA');
  });

  it.each<Partial<Datum>>([
    { namespace: 'Other' },
    { name: 'Other' },
    { dimensions: { stage: 'other' } },
    { dimensions: {} },
    { dimensions: { stage: 'test', by: 'more' } },
  ])('is not of a metric that differs by %j', (other) => {
    expect(alarmState(alarm(), [datum(9, 300, other)], 10 * minute)).toBe('INSUFFICIENT_DATA');
  });

  it.each([
    ['Sum', [100, 100, 100], 'ALARM'],
    ['Sum', [100, 100, 99], 'OK'],
    ['Maximum', [300, 0], 'ALARM'],
    ['Maximum', [299, 298], 'OK'],
    ['SampleCount', Array<number>(300).fill(0), 'ALARM'],
    ['SampleCount', [1_000], 'OK'],
  ])('is by the %s of a period', (Statistic, values, expected) => {
    const data = values.map((value) => datum(9, value));
    expect(alarmState(alarm({ Statistic }), data, 10 * minute)).toBe(expected);
  });

  it('is by a sum of metrics, of which those that are filled may be missing', () => {
    const stat = (name: string) => ({
      Metric: { Namespace: 'Reshoot', MetricName: name, Dimensions: [{ Name: 'stage', Value: 'test' }] },
      Period: 60,
      Stat: 'Sum',
    });
    const sum = (expression: string) =>
      alarm({
        Metrics: [
          { Id: 'e', Expression: expression, ReturnData: true },
          { Id: 'a', MetricStat: stat('A'), ReturnData: false },
          { Id: 'b', MetricStat: stat('B'), ReturnData: false },
        ],
        TreatMissingData: 'notBreaching',
      });
    const both = [datum(9, 200, { name: 'A' }), datum(9, 100, { name: 'B' })];
    const one = [datum(9, 300, { name: 'B' })];
    expect(alarmState(sum('FILL(a, 0) + FILL(b, 0)'), both, 10 * minute)).toBe('ALARM');
    expect(alarmState(sum('FILL(a, 0) + FILL(b, 0)'), one, 10 * minute)).toBe('ALARM');
    expect(alarmState(sum('a + b'), both, 10 * minute)).toBe('ALARM');
    expect(alarmState(sum('a + b'), one, 10 * minute)).toBe('OK');
  });

  it.each([
    [{ Statistic: 'p90' }, 'the statistic p90 is not known here'],
    [{ ComparisonOperator: 'LessThanLowerThreshold' }, 'the comparison LessThanLowerThreshold is not known'],
    [{ TreatMissingData: 'missing' }, 'treated as missing are not known'],
    [{ Metrics: [{ Id: 'e', Expression: 'a / b', ReturnData: true }] }, 'the expression a / b is not known'],
  ])('fails for an alarm that does what is not known here: %j', (overrides, message) => {
    expect(() => alarmState(alarm(overrides), [datum(9, 1)], 10 * minute)).toThrow(message);
  });
});
