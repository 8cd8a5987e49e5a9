import { stageMetrics, type MetricFacts } from '../lambdas/contract/metrics.ts';

/** Every metric of a stage, as a table in Markdown. */
export const metricsTable = (): string =>
  [
    '| metric | of what | unit | also by |',
    '| --- | --- | --- | --- |',
    ...Object.entries<MetricFacts>(stageMetrics).map(
      ([name, { about, unit, by }]) =>
        `| \`${name}\` | ${about} | ${unit} | ${by === undefined ? '' : `\`${by}\``} |`,
    ),
  ].join('\n');
