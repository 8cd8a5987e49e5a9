import type { Bench } from '../bench.ts';
import { figure, metric, ratio, round, whole } from '../figures.ts';
import { runAt } from './run.ts';

const sizes = [100, 1_000, 5_000] as const;
const [smallest] = sizes;

const names = {
  accepted: 'accepted a second',
  acceptSeconds: 'all accepted, s',
  cpuAcceptMs: 'CPU to accept one, ms',
  cpuDrainMs: 'CPU to finish one, ms',
  cpuMs: 'CPU of one, ms',
  memoryKb: 'memory of one, kB',
  memoryMb: 'memory, MB',
  readP50: 'read p50, ms',
  readP99: 'read p99, ms',
  listP50: 'list p50, ms',
  listP99: 'list p99, ms',
  finished: 'finished while it was watched',
  drainMs: 'time to finish one, ms',
} as const;

const at = (size: number, name: string) => `${size}: ${name}`;
const grown = (size: number, name: string) => `${size} to ${smallest}: ${name}`;
const compared = [names.cpuMs, names.memoryKb, names.drainMs, names.readP50, names.listP50] as const;

const measure: Bench['measure'] = async ({ say }) => {
  const metrics: Record<string, number> = {};
  for (const size of sizes) {
    const run = await runAt(size, say);
    const { accepting, waiting, draining, residentBytes } = run;
    const cpuDrainMs = (draining.cpuSeconds * 1_000) / draining.finished;
    const values: Readonly<Record<string, number>> = {
      [names.accepted]: size / accepting.seconds,
      [names.acceptSeconds]: accepting.seconds,
      [names.cpuAcceptMs]: (accepting.cpuSeconds * 1_000) / size,
      [names.cpuDrainMs]: cpuDrainMs,
      [names.cpuMs]: (accepting.cpuSeconds * 1_000) / size + cpuDrainMs,
      [names.memoryKb]: (residentBytes.underWay - residentBytes.before) / 1_000 / size,
      [names.memoryMb]: residentBytes.underWay / 1e6,
      [names.readP50]: waiting.read.p50Ms,
      [names.readP99]: waiting.read.p99Ms,
      [names.listP50]: waiting.list.p50Ms,
      [names.listP99]: waiting.list.p99Ms,
      [names.finished]: draining.finished,
      [names.drainMs]: (draining.seconds * 1_000) / draining.finished,
    };
    for (const [name, value] of Object.entries(values)) metrics[at(size, name)] = round(value);
  }
  for (const size of sizes) {
    if (size === smallest) continue;
    for (const name of compared) {
      const value = (of: number) => metric(metrics, at(of, name));
      metrics[grown(size, name)] = round(value(size) / value(smallest));
    }
  }
  return metrics;
};

const row = (title: string, cell: (size: number) => string): readonly string[] => [title, ...sizes.map(cell)];

export const growth: Bench = {
  name: 'growth',
  about: 'the local edition with 100, 1,000 and 5,000 edits under way at once',
  sections: {
    growth: {
      page: 'performance.md',
      tables: (metrics) => {
        const value = (size: number, name: string) => metric(metrics, at(size, name));
        const plain = (title: string, name: string) => row(title, (size) => figure(value(size, name)));
        const withRatio = (title: string, name: string) =>
          row(title, (size) => {
            const own = figure(value(size, name));
            return size === smallest ? own : `${own} (${ratio(value(size, name), value(smallest, name))})`;
          });
        const pair = (title: string, one: string, other: string) =>
          row(
            title,
            (size) =>
              `${figure(value(size, one))}; ${figure(value(size, other))}` +
              (size === smallest ? '' : ` (${ratio(value(size, one), value(smallest, one))})`),
          );
        return [
          {
            caption: `In brackets: how many times what it is with ${smallest} (of p50, where there are two).`,
            head: ['edits under way', ...sizes.map(whole)],
            rows: [
              plain('accepted a second, 64 callers at once', names.accepted),
              withRatio('CPU for each, until all are accepted and from then on, ms', names.cpuMs),
              plain('… of it until all are accepted', names.cpuAcceptMs),
              plain('memory of the edition, MB', names.memoryMb),
              withRatio('… for each, over what it has at the start, kB', names.memoryKb),
              pair('`GET /v1/edits/{id}`, p50; p99, ms', names.readP50, names.readP99),
              pair('`GET /v1/edits`, p50; p99, ms', names.listP50, names.listP99),
              plain('finished in the first 75 s', names.finished),
              withRatio('… and stored: time for each, ms', names.drainMs),
            ],
          },
        ];
      },
    },
  },
  targets: sizes.slice(1).flatMap((size) => [
    {
      what: `CPU an edit, ${whole(size)} to ${smallest} under way`,
      metric: grown(size, names.cpuMs),
      atMost: 1.1,
    },
    {
      what: `memory an edit, ${whole(size)} to ${smallest} under way`,
      metric: grown(size, names.memoryKb),
      atMost: 1.1,
    },
    {
      what: `time to finish an edit, ${whole(size)} to ${smallest} under way`,
      metric: grown(size, names.drainMs),
      atMost: 1.1,
    },
    {
      what: `p50 of a read, ${whole(size)} to ${smallest} under way`,
      metric: grown(size, names.readP50),
      atMost: 1.1,
    },
    {
      what: `p50 of the list, ${whole(size)} to ${smallest} under way`,
      metric: grown(size, names.listP50),
      atMost: 1.1,
    },
  ]),
  measure,
};
