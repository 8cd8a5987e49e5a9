import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { taskHandler } from '../../../lambdas/adapters/lambda/handlers.ts';
import { observe, type Observed } from '../../../lambdas/adapters/lambda/observe.ts';
import { countedNotices } from '../../../lambdas/core/measuring.ts';
import type { Notices } from '../../../lambdas/core/ports.ts';
import { fakeNotices } from '../../fakes/notices.ts';
import type { Embedded } from '../../lambdas/adapters/powertools/embedded.ts';
import type { Datum } from './alarm-state.ts';

export interface WatchedStage {
  readonly observed: Observed;
  /** A bus that counts what it is told. */
  readonly notices: Notices;
  /** All lines that were printed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** All that CloudWatch takes out of these. */
  readonly data: readonly Datum[];
  /**
   * Calls a behaviour as Lambda does, whether or not it throws.
   *
   * @param at milliseconds: the time of what it measures, for the clock of the lines is not the simulated one
   */
  readonly call: (
    behaviour: (input: unknown) => Promise<object>,
    input: unknown,
    at: number,
  ) => Promise<void>;
}

/** Behaviours that are watched as those of a stage named `test` are, by the lines that they print, until mocks are restored. */
export const watchedStage = (): WatchedStage => {
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(...String(text).split('\n'));
      return true;
    });
  }
  const observed = observe({ STAGE: 'test' });
  const lines: Record<string, unknown>[] = [];
  const data: Datum[] = [];
  return {
    observed,
    notices: countedNotices(fakeNotices(), observed.meter, { owner: true }),
    lines,
    data,
    call: async (behaviour, input, at) => {
      const context = { awsRequestId: 'a-call' } as Context;
      await taskHandler(behaviour, observed)(input, context).catch(() => undefined);
      for (const text of printed.splice(0).filter((each) => each.startsWith('{'))) {
        const line = JSON.parse(text) as Record<string, unknown>;
        lines.push(line);
        if ('_aws' in line) data.push(...dataOf(line as unknown as Embedded, at));
      }
    },
  };
};

/**
 * What CloudWatch makes of a line: one value for each metric in each set of dimensions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const dataOf = (line: Embedded, at: number): Datum[] =>
  line._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions: sets, Metrics: metrics }) =>
    sets.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
      return metrics.flatMap(({ Name: name }) =>
        [line[name]].flat().map((value) => ({ namespace, name, dimensions, at, value: Number(value) })),
      );
    }),
  );
