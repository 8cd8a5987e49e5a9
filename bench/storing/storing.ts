import { median } from 'simple-statistics';
import type { Bench, BenchRun, Metrics, Table, Target } from '../bench.ts';
import { dollars, figure, metric, round, spreadOf, whole, withSpread } from '../figures.ts';
import { measuredCopy, type Bed, type Copying, type MeasuredCopy } from './measured-copy.ts';
import { dollarsPerThousand } from './prices.ts';
import { bundledProgram } from './program.ts';
import { startServers } from './servers.ts';
import type { Way } from './ways.ts';

const sizes = [10, 100, 250, 1_000];
const latencies = [0, 50, 300];

/** 625 Mbit/s. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const lambdaRate = 78_125_000;
const usualMs = 50;
const brokenMb = 250;
const breaks = 3;

const names: Readonly<Record<Way, string>> = {
  ours: 'Reshoot',
  streamed: '`fetch` and one `PutObject`',
  buffered: 'all of it in memory, then one `PutObject`',
  raw: 'the raw limit',
};
const everyWay: readonly Way[] = ['ours', 'streamed', 'buffered', 'raw'];

const secondsOf = (way: Way, mb: number, latencyMs: number) => `${way}, ${mb} MB, ${latencyMs} ms a call, s`;
const atRate = (way: Way, mb: number) => `${way}, ${mb} MB, 625 Mbit/s, s`;
const peakOf = (way: Way, mb: number) => `${way}, ${mb} MB, peak MB`;
const costOf = (way: Way, mb: number) => `${way}, ${mb} MB, dollars per 1,000`;
const requestsOf = (way: Way, mb: number) => `${way}, ${mb} MB, requests`;
const besides = 'process that looks into the video, peak MB';
const broken = { seconds: 'broken, s', times: 'broken, of the clean run', again: 'broken, MB fetched again' };
const mostPeak = 'ours, highest peak at 625 Mbit/s, MB';
const unboundPeakOf = (mb: number) => `ours, ${mb} MB, as fast as the machine goes, peak MB`;
const shareAtRate = (mb: number) => `share of the raw limit, ${mb} MB, 625 Mbit/s`;
const shareUnbound = (mb: number) => `share of the raw limit, ${mb} MB, ${usualMs} ms a call`;

// To buffer an output takes three times its size: the largest is not tried.
const waysOf = (mb: number): readonly Way[] => everyWay.filter((way) => way !== 'buffered' || mb <= 250);

/** Those that take long are made once. */
const runsOf = (mb: number, latencyMs: number): number => (mb > 250 || latencyMs > usualMs ? 1 : 3);

const measure = async ({ say }: BenchRun): Promise<Metrics> => {
  const [servers, program] = await Promise.all([startServers(), bundledProgram()]);
  try {
    return await measureAll({ servers, program: program.path }, say);
  } finally {
    await Promise.all([servers.close(), program.remove()]);
  }
};

const measureAll = async (bed: Bed, say: (line: string) => void): Promise<Metrics> => {
  let besidesBytes = 0;
  // In turn, so that what else the machine does hits all of them.
  const inTurn = async <Name extends Way>(
    ways: readonly Name[],
    mb: number,
    copying: Omit<Copying, 'sizeBytes'>,
  ): Promise<Readonly<Record<Name, readonly MeasuredCopy[]>>> => {
    const { latencyMs, rate, breaks: times } = copying;
    say(`${mb} MB, ${latencyMs} ms a call, ${rate === 0 ? 'unbound' : '625 Mbit/s'}, ${times} breaks`);
    const copies = Object.fromEntries(ways.map((way) => [way, []])) as unknown as Record<
      Name,
      MeasuredCopy[]
    >;
    for (let run = 0; run < runsOf(mb, latencyMs); run += 1) {
      for (const way of ways) {
        const copy = await measuredCopy(bed, way, { ...copying, sizeBytes: mb * 1e6 });
        copies[way].push(copy);
        besidesBytes = Math.max(besidesBytes, copy.besidesBytes);
      }
    }
    return copies;
  };
  const seconds = (copies: readonly MeasuredCopy[]) => copies.map((copy) => copy.seconds);
  const peak = (copies: readonly MeasuredCopy[]) =>
    round(Math.max(...copies.map(({ peakBytes }) => peakBytes)) / 1e6);

  let metrics: Metrics = {};
  const keep = (more: Metrics) => {
    metrics = { ...metrics, ...more };
  };
  for (const mb of sizes) {
    const unbound: MeasuredCopy[] = [];
    for (const latencyMs of latencies) {
      const { ours, raw } = await inTurn(['ours', 'raw'], mb, { latencyMs, rate: 0, breaks: 0 });
      unbound.push(...ours);
      keep(spreadOf(secondsOf('ours', mb, latencyMs), seconds(ours)));
      keep(spreadOf(secondsOf('raw', mb, latencyMs), seconds(raw)));
    }
    keep({
      [unboundPeakOf(mb)]: peak(unbound),
      [shareUnbound(mb)]: share(metrics, secondsOf('raw', mb, usualMs), secondsOf('ours', mb, usualMs)),
    });
    const bound = await inTurn(waysOf(mb), mb, { latencyMs: usualMs, rate: lambdaRate, breaks: 0 });
    for (const way of waysOf(mb)) {
      const requests = bound[way][0]?.requests ?? {};
      const usual = median(seconds(bound[way]));
      keep(spreadOf(atRate(way, mb), seconds(bound[way])));
      keep({
        [peakOf(way, mb)]: peak(bound[way]),
        [costOf(way, mb)]: round(dollarsPerThousand(requests, usual)),
        [requestsOf(way, mb)]: Object.values(requests).reduce((sum, count) => sum + count, 0),
      });
    }
    keep({ [shareAtRate(mb)]: share(metrics, atRate('raw', mb), atRate('ours', mb)) });
  }
  const { ours } = await inTurn(['ours'], brokenMb, { latencyMs: usualMs, rate: lambdaRate, breaks });
  keep(spreadOf(broken.seconds, seconds(ours)));
  keep({
    [broken.times]: share(metrics, broken.seconds, atRate('ours', brokenMb)),
    [broken.again]: round(median(ours.map(({ servedBytes }) => servedBytes / 1e6 - brokenMb))),
    [besides]: round(besidesBytes / 1e6),
    [mostPeak]: Math.max(...sizes.map((mb) => metric(metrics, peakOf('ours', mb)))),
  });
  return metrics;
};

const share = (metrics: Metrics, one: string, other: string): number =>
  round(metric(metrics, one) / metric(metrics, other));

const tables = (metrics: Metrics): readonly Table[] => {
  const of = (name: string) => metric(metrics, name);
  return [
    {
      caption: `At what Lambda's network gives, 625 Mbit/s each way, and ${usualMs} ms a call of S3:`,
      head: ['output', 'how', 's', 'of the raw limit', 'peak MB', 'requests of S3', '$ per 1,000 outputs'],
      rows: sizes.flatMap((mb) =>
        waysOf(mb).map((way) => [
          `${whole(mb)} MB`,
          names[way],
          withSpread(metrics, atRate(way, mb)),
          figure(of(atRate('raw', mb)) / of(atRate(way, mb))),
          whole(of(peakOf(way, mb))),
          whole(of(requestsOf(way, mb))),
          dollars(of(costOf(way, mb))),
        ]),
      ),
    },
    {
      caption: 'As fast as the machine goes, in seconds:',
      head: ['output', 'a call of S3', 'Reshoot', 'the raw limit', 'of the raw limit', 'peak MB of Reshoot'],
      rows: sizes.flatMap((mb) =>
        latencies.map((latencyMs) => [
          `${whole(mb)} MB`,
          `${latencyMs} ms`,
          withSpread(metrics, secondsOf('ours', mb, latencyMs)),
          withSpread(metrics, secondsOf('raw', mb, latencyMs)),
          figure(of(secondsOf('raw', mb, latencyMs)) / of(secondsOf('ours', mb, latencyMs))),
          latencyMs === usualMs ? whole(of(unboundPeakOf(mb))) : '',
        ]),
      ),
    },
    {
      caption: `The provider's connection breaks ${breaks} times on the way (${brokenMb} MB, 625 Mbit/s, ${usualMs} ms a call):`,
      head: ['clean, s', 'broken, s', 'of the clean run', 'MB fetched again'],
      rows: [
        [
          withSpread(metrics, atRate('ours', brokenMb)),
          withSpread(metrics, broken.seconds),
          figure(of(broken.times)),
          figure(of(broken.again)),
        ],
      ],
    },
    {
      head: ['beside it, the process that looks into the video', 'MB'],
      rows: [['at its peak', whole(of(besides))]],
    },
  ];
};

const targets: readonly Target[] = [
  { what: 'storing, every size at 625 Mbit/s: peak RSS, MB', metric: mostPeak, atMost: 200 },
  ...sizes.map((mb) => ({
    what: `storing ${whole(mb)} MB as fast as the machine goes: peak RSS, MB`,
    metric: unboundPeakOf(mb),
    atMost: 200,
  })),
  ...sizes.map((mb) => ({
    what: `storing ${whole(mb)} MB at 625 Mbit/s and ${usualMs} ms a call: share of the raw limit`,
    metric: shareAtRate(mb),
    atLeast: 0.8,
  })),
  ...sizes.map((mb) => ({
    what: `storing ${whole(mb)} MB as fast as the machine goes, ${usualMs} ms a call: share of the raw limit`,
    metric: shareUnbound(mb),
    atLeast: 0.8,
  })),
  { what: `storing with ${breaks} breaks: wall time of the clean run`, metric: broken.times, atMost: 1.2 },
];

/** How an output comes from the provider into the bucket. */
export const storing: Bench = {
  name: 'storing',
  about: 'copies outputs of 10 to 1,000 MB to S3: time, memory, requests, dollars',
  sections: { storing: { page: 'performance.md', tables } },
  targets,
  measure,
};
