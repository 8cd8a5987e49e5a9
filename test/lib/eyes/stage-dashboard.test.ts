import { describe, expect, it } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { metricsNamespace, stageMetrics, type MetricName } from '../../../lambdas/contract/metrics.ts';
import { VideoEditWorkflow } from '../../../lib/video-edit-workflow.ts';
import { functionsOf, ofType, stageTemplate, words } from '../stage-template.ts';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly x: number;
  readonly y: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: {
      readonly horizontal?: readonly { readonly value: number; readonly label: string }[];
    };
  };
}

/** What is drawn, with the names of what the template makes in the place of references. */
const widgetsOf = (template: Template): readonly Widget[] => {
  const [[, dashboard] = []] = ofType(template, 'AWS::CloudWatch::Dashboard');
  const body = dashboard?.Properties['DashboardBody'] as { 'Fn::Join': [string, unknown[]] };
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : words(part))).join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
};

const template = stageTemplate({ budget: { dailyUsd: 5, monthlyUsd: 100 }, slots: 7 });
const widgets = widgetsOf(template);
const titled = (title: string, of = widgets): Widget['properties'] => {
  const widget = of.find(({ properties }) => properties.title === title);
  if (widget === undefined) throw new Error(`nothing is titled ${title}`);
  return widget.properties;
};
const drawn = widgets.flatMap(({ properties }) => properties.metrics ?? []);
const expressions = drawn.map(([first]) => (first as { expression?: string }).expression ?? '');

describe('the dashboard of a stage', () => {
  it.each(Object.keys(stageMetrics).filter((name) => name !== 'AccountPaused'))(
    'shows %s of the stage',
    (name) => {
      expect(drawn).toContainEqual(expect.arrayContaining([metricsNamespace, name, 'stage', 'test']));
    },
  );

  it('leaves it to an alarm to say that the account is paused', () => {
    expect(titled('Alarms').alarms?.join()).toContain('AlarmsAccountPaused');
  });

  // Whatever is searched for and not there is drawn as nothing.
  it('searches for series only where the contract has them, by the stage alone', () => {
    const searches = expressions.filter((expression) => expression.startsWith('SEARCH'));
    const found = searches.map((expression) => {
      const parts =
        /^SEARCH\('\{Reshoot,stage,"(\w+)"\} MetricName="(\w+)" stage="test"', '\w+', \d+\)$/u.exec(
          expression,
        );
      return parts?.slice(1);
    });
    expect(found).toEqual([
      ['reason', 'EditFailed'],
      ['waiting_for', 'EditsWaiting'],
      ['owner', 'SpentUsd'],
    ]);
    expect(stageMetrics.EditFailed.by).toBe('reason');
    expect(stageMetrics.EditsWaiting.by).toBe('waiting_for');
  });

  it('shows every alarm on top', () => {
    const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([id]) => words({ Ref: id }));
    expect(titled('Alarms').alarms?.toSorted()).toEqual(alarms.sort());
    expect(widgets.slice(0, 2).map(({ y }) => y)).toEqual([0, 0]);
  });

  it('draws what may be spent, and how many slots there are, beside what is', () => {
    const lines = (title: string, of = widgets) =>
      titled(title, of).annotations?.horizontal?.map(({ value, label }) => [value, label]) ?? [];
    expect(lines('Spent today (USD)')).toEqual([[5, 'daily budget']]);
    expect(lines('Spent this month (USD)')).toEqual([[100, 'monthly budget']]);
    expect(lines('In flight')).toEqual([[7, 'slots']]);
    const without = widgetsOf(stageTemplate());
    expect(lines('Spent today (USD)', without)).toEqual([]);
    expect(lines('In flight', without)).toEqual([[5, 'slots']]);
  });

  it('shows each function and each queue, by name', () => {
    const labels = (title: string) =>
      titled(title).metrics?.map((metric) => (metric.at(-1) as { label: string }).label) ?? [];
    const count = Object.keys(functionsOf(template)).length;
    for (const what of ['errors', 'throttled', 'duration, p95 (ms)'])
      expect(new Set(labels(`Functions: ${what}`)).size).toBe(count);
    expect(labels('Queues of what somebody has to look at')).toHaveLength(
      ofType(template, 'AWS::SQS::Queue').length,
    );
  });

  it('has its widgets beside and below each other', () => {
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
    const places = widgets.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('a metric of a stage', () => {
  it('is offered to whoever uses the workflow, for alarms of their own', () => {
    const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Own');
    const workflow = new VideoEditWorkflow(stack, 'Edits', { stage: 'own' });
    new Alarm(stack, 'Slow', {
      metric: workflow.metric('EditSeconds', { statistic: 'p99', period: Duration.minutes(15) }),
      threshold: 900,
      evaluationPeriods: 1,
    });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Reshoot',
      MetricName: 'EditSeconds' satisfies MetricName,
      Dimensions: [{ Name: 'stage', Value: 'own' }],
      ExtendedStatistic: 'p99',
      Period: 900,
    });
  });
});
