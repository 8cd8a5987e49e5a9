import type { Resource } from '../stage-template.ts';
import { words } from '../stage-template.ts';

/** One value of a metric, as it was sent. */
export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly at: number;
  readonly value: number;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

interface MetricStat {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly periodSeconds: number;
}

interface Alarm {
  readonly stats: Readonly<Record<string, MetricStat>>;
  readonly expression: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly breaches: (value: number) => boolean;
  readonly missing: string;
}

/**
 * How many periods are looked back at besides those that are evaluated, for values that are missing. AWS says that it
 * looks further back and not how far: its own examples have 5 for 3.
 */
const lookedBackAt = 2;

/**
 * The state of an alarm of the template once it has been evaluated, by what AWS documents:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html. Throws at whatever this
 * project's alarms do not use.
 *
 * @param now the end of the last period, in milliseconds
 * @param before the state until then
 */
export const alarmState = (
  resource: Resource,
  data: readonly Datum[],
  now: number,
  before: AlarmState = 'INSUFFICIENT_DATA',
): AlarmState => {
  const alarm = alarmOf(resource);
  const range = Array.from({ length: alarm.evaluationPeriods + lookedBackAt }, (_, place) =>
    valueIn(alarm, data, now - place * alarm.periodSeconds * 1_000),
  );
  return stateOf(
    range.map((value) => value && (alarm.breaches(value.value) ? 'X' : '0')),
    { ...alarm, before },
  );
};

/** @param points the latest first: breaching, within the threshold, or missing */
export const stateOf = (
  points: readonly ('0' | 'X' | undefined)[],
  rule: Pick<Alarm, 'datapointsToAlarm' | 'evaluationPeriods' | 'missing'> & { readonly before: AlarmState },
): AlarmState => {
  const { evaluationPeriods, datapointsToAlarm, missing, before } = rule;
  const there = points.filter((point) => point !== undefined).slice(0, evaluationPeriods);
  const breaching = there.filter((point) => point === 'X').length;
  const filled = evaluationPeriods - there.length;
  switch (missing) {
    case 'notBreaching':
      return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'breaching':
      return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'ignore':
      if (breaching >= datapointsToAlarm) return 'ALARM';
      return filled === 0 || there.includes('0') ? 'OK' : before;
    default:
      throw new Error(`missing data that are treated as ${missing} are not known here`);
  }
};

const alarmOf = ({ Properties: properties }: Resource): Alarm => {
  const text = (name: string): string => words(properties[name]);
  const evaluationPeriods = Number(text('EvaluationPeriods'));
  const metrics = properties['Metrics'] as readonly Query[] | undefined;
  const stats =
    metrics === undefined
      ? { m: statOf(properties as unknown as Single) }
      : Object.fromEntries(
          metrics.flatMap(({ Id, MetricStat: stat }) =>
            stat === undefined
              ? []
              : [[Id, statOf({ ...stat.Metric, Statistic: stat.Stat, Period: stat.Period })]],
          ),
        );
  const threshold = Number(text('Threshold'));
  return {
    stats,
    expression: metrics?.find(({ ReturnData }) => ReturnData)?.Expression ?? 'm',
    periodSeconds: Math.max(...Object.values(stats).map(({ periodSeconds }) => periodSeconds)),
    evaluationPeriods,
    datapointsToAlarm: Number(properties['DatapointsToAlarm'] ?? evaluationPeriods),
    breaches: comparison(text('ComparisonOperator'), threshold),
    missing: text('TreatMissingData'),
  };
};

interface Single {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic: string;
  readonly Period: number;
}

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData: boolean;
  readonly MetricStat?: {
    readonly Metric: Pick<Single, 'Namespace' | 'MetricName' | 'Dimensions'>;
    readonly Stat: string;
    readonly Period: number;
  };
}

const statOf = ({ Namespace, MetricName, Dimensions, Statistic, Period }: Single): MetricStat => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, words(Value)])),
  statistic: Statistic,
  periodSeconds: Period,
});

const comparison = (operator: string, threshold: number): ((value: number) => boolean) => {
  switch (operator) {
    case 'GreaterThanOrEqualToThreshold':
      return (value) => value >= threshold;
    case 'LessThanThreshold':
      return (value) => value < threshold;
    default:
      throw new Error(`the comparison ${operator} is not known here`);
  }
};

/** Of the period that ends then. */
const valueIn = (
  { stats, expression, periodSeconds }: Alarm,
  data: readonly Datum[],
  end: number,
): { readonly value: number } | undefined => {
  const of = (id: string): number | undefined => {
    const stat = stats[id];
    if (stat === undefined) throw new Error(`${id} of ${expression} is no metric`);
    const values = data
      .filter((datum) => isOf(datum, stat) && datum.at >= end - periodSeconds * 1_000 && datum.at < end)
      .map(({ value }) => value);
    return values.length === 0 ? undefined : putTogether(stat.statistic, values);
  };
  let total = 0;
  for (const term of expression.split(' + ')) {
    const fill = /^FILL\((\w+), (\d+)\)$/u.exec(term);
    if (fill === null && !/^\w+$/u.test(term)) throw new Error(`the expression ${term} is not known here`);
    const value = fill === null ? of(term) : (of(fill[1] ?? '') ?? Number(fill[2]));
    // A sum of which a part is missing is missing.
    if (value === undefined) return undefined;
    total += value;
  }
  return { value: total };
};

// A metric is found by all of its dimensions alone.
const isOf = (datum: Datum, { namespace, name, dimensions }: MetricStat): boolean =>
  datum.namespace === namespace &&
  datum.name === name &&
  JSON.stringify(sorted(datum.dimensions)) === JSON.stringify(sorted(dimensions));

const sorted = (dimensions: Readonly<Record<string, string>>) => Object.entries(dimensions).sort();

const putTogether = (statistic: string, values: readonly number[]): number => {
  switch (statistic) {
    case 'Sum':
      return values.reduce((sum, value) => sum + value, 0);
    case 'Maximum':
      return Math.max(...values);
    case 'SampleCount':
      return values.length;
    default:
      throw new Error(`the statistic ${statistic} is not known here`);
  }
};
