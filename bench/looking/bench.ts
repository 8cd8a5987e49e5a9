import { lookLimits } from '../../lambdas/contract/look-limits.ts';
import { learnedPrior, learnJob, type JobTimes, type Prior } from '../../lambdas/core/job-times.ts';
import type { Bench, Metrics, Table } from '../bench.ts';
import { dollars, figure, metric, ratio, round } from '../figures.ts';
import { drawJobs, jobShapes, shapeName, type JobShape } from '../job-shapes.ts';
import { ownPolicy } from './own-policy.ts';
import { loop, type Policy } from './policy.ts';
import { replay } from './replay.ts';
import { simulate, type Looked } from './simulate.ts';

const jobCount = 200_000;
const replayCount = 200;
/** Of `check-status`, in MiB. */
export const megabytes = 160;
const usual: JobShape = { medianSeconds: 180, sigma: 0.4 };

// It waits 5 s, half as much again each time, and a minute at most.
const backoff = loop((looks) => Math.min(5 * 1.5 ** looks, 60));

const learnedFrom = (jobs: Float64Array): JobTimes =>
  jobs.reduce<JobTimes>((times, jobSeconds) => learnJob(times, { jobSeconds }), {});

const own = (prior: Prior | undefined, limits = lookLimits): Policy => ownPolicy({ prior, limits });
const wrongBy = (prior: Prior | undefined, factor: number): Prior | undefined =>
  prior && { ...prior, mu: prior.mu + Math.log(factor) };

/** By the names that the tables have for them. @param prior learned from jobs like these */
const policies = (prior: Prior | undefined): Readonly<Record<string, Policy>> => ({
  'a look every 5 s': loop(() => 5),
  'every 10 s': loop(() => 10),
  'every 30 s': loop(() => 30),
  'exponential backoff': backoff,
  'ours, times learned': own(prior),
  '… nothing known': own(undefined),
  '… learned three times too long': own(wrongBy(prior, 3)),
  '… three times too short': own(wrongBy(prior, 1 / 3)),
  '… looking once a call': own(prior, { ...lookLimits, lingerSeconds: 0 }),
});
const names = Object.keys(policies(undefined));
const [fixed, learned, unknown, tooLong, tooShort] = [
  'every 10 s',
  'ours, times learned',
  '… nothing known',
  '… learned three times too long',
  '… three times too short',
] as const;

const kinds = {
  'mean lag, s': ({ meanLagSeconds }) => meanLagSeconds,
  'p95 lag, s': ({ p95LagSeconds }) => p95LagSeconds,
  'mean lag, share of the job': ({ meanLagSeconds, meanJobSeconds }) => meanLagSeconds / meanJobSeconds,
  looks: ({ looks }) => looks,
  transitions: ({ transitions }) => transitions,
  'USD per 1,000': ({ dollarsPerThousand }) => dollarsPerThousand,
} as const satisfies Record<string, (looked: Looked) => number>;
type Kind = keyof typeof kinds;

const key = (shape: JobShape, policy: string, kind: Kind): string =>
  `${shapeName(shape)}: ${policy}: ${kind}`;

const worst = (metrics: Metrics, policies: readonly string[], kind: Kind, against?: string): number =>
  Math.max(
    ...jobShapes.flatMap((shape) =>
      policies.map(
        (policy) =>
          metric(metrics, key(shape, policy, kind)) /
          (against === undefined ? 1 : metric(metrics, key(shape, against, kind))),
      ),
    ),
  );

const measure: Bench['measure'] = async ({ seed, say }) => {
  const metrics: Record<string, number> = {};
  for (const [place, shape] of jobShapes.entries()) {
    const jobs = drawJobs(jobCount, shape, seed + place);
    const prior = learnedPrior(learnedFrom(drawJobs(400, shape, seed - 1 - place)));
    for (const [name, policy] of Object.entries(policies(prior))) {
      const looked = simulate(policy, jobs, megabytes);
      for (const [kind, of] of Object.entries(kinds))
        metrics[key(shape, name, kind as Kind)] = round(of(looked));
    }
    say(`${shapeName(shape)}: ${jobCount} jobs simulated`);
  }
  for (const kind of ['mean lag, s', 'p95 lag, s', 'USD per 1,000'] as const)
    metrics[`worst of nothing known against every 10 s: ${kind}`] = worst(metrics, [unknown], kind, fixed);
  metrics['worst of what was learned wrong: mean lag, share of the job'] = worst(
    metrics,
    [tooLong, tooShort],
    'mean lag, share of the job',
  );
  return { ...metrics, ...(await replayed(seed, say)) };
};

/** The same jobs in the simulation and by the state machine itself. */
const replayed = async (seed: number, say: (line: string) => void): Promise<Metrics> => {
  const jobs = drawJobs(replayCount, usual, seed + 100);
  const times = learnedFrom(drawJobs(400, usual, seed + 101));
  const simulated = simulate(own(learnedPrior(times)), jobs, megabytes);
  const real = await replay(jobs, times, say);
  const both = {
    'mean lag, s': [real.meanLagSeconds, simulated.meanLagSeconds],
    'p95 lag, s': [real.p95LagSeconds, simulated.p95LagSeconds],
    looks: [real.looks, simulated.looks],
    transitions: [3 * real.passes, simulated.transitions],
    'seconds of the function': [real.functionSeconds, simulated.functionSeconds],
  } satisfies Record<string, readonly [number, number]>;
  return Object.fromEntries(
    Object.entries(both).flatMap(([kind, [ran, expected]]) => [
      [`replayed: ${kind}`, round(ran)],
      [`replayed, simulated: ${kind}`, round(expected)],
      [`replayed of simulated: ${kind}`, round(ran / expected)],
    ]),
  );
};

const usualTable = (metrics: Metrics): Table => ({
  caption: `Jobs of median ${shapeName(usual)}:`,
  head: ['', 'mean lag, s', 'p95 lag, s', 'looks', 'transitions', 'USD per 1,000 edits'],
  rows: names.map((name) => {
    const of = (kind: Kind): number => metric(metrics, key(usual, name, kind));
    return [
      name,
      ...(['mean lag, s', 'p95 lag, s', 'looks', 'transitions'] as const).map((kind) => figure(of(kind))),
      dollars(of('USD per 1,000')),
    ];
  }),
});

const shapesTable = (metrics: Metrics): Table => ({
  caption: 'Mean lag and cost of the others, against a look every 10 s:',
  head: ['median of the jobs', fixed, learned, 'ratios', unknown, tooLong, tooShort],
  rows: jobShapes.map((shape) => {
    const of = (name: string, kind: Kind): number => metric(metrics, key(shape, name, kind));
    const both = (name: string): string =>
      `${figure(of(name, 'mean lag, s'))} s, ${dollars(of(name, 'USD per 1,000'))}`;
    const [lag, cost] = (['mean lag, s', 'USD per 1,000'] as const).map((kind) =>
      ratio(of(learned, kind), of(fixed, kind)),
    );
    return [
      shapeName(shape),
      both(fixed),
      both(learned),
      `${lag ?? ''}, ${cost ?? ''}`,
      both(unknown),
      both(tooLong),
      both(tooShort),
    ];
  }),
});

const replayTable = (metrics: Metrics): Table => {
  const found = Object.keys(metrics).filter((name) => name.startsWith('replayed: '));
  return {
    caption: `${replayCount} of them through the state machine itself:`,
    head: ['', 'simulated', 'ran', 'ratio'],
    rows: found.map((name) => {
      const kind = name.slice('replayed: '.length);
      const [ran, expected] = [metric(metrics, name), metric(metrics, `replayed, simulated: ${kind}`)];
      return [kind, figure(expected), figure(ran), ratio(ran, expected)];
    }),
  };
};

/** How soon the end of a job is known, and what that costs. */
export const looking: Bench = {
  name: 'looking',
  about: 'how soon the end of a job is known, and what that costs: against loops of a fixed gap, and backoff',
  sections: {
    looking: {
      page: 'performance.md',
      tables: (metrics) => [usualTable(metrics), shapesTable(metrics), replayTable(metrics)],
    },
  },
  targets: [
    { what: `mean lag at ${shapeName(usual)}, s`, metric: key(usual, learned, 'mean lag, s'), atMost: 1.5 },
    { what: 'p95 lag there, s', metric: key(usual, learned, 'p95 lag, s'), atMost: 3 },
    { what: 'transitions spent looking there', metric: key(usual, learned, 'transitions'), atMost: 12 },
    { what: 'USD per 1,000 edits there', metric: key(usual, learned, 'USD per 1,000'), atMost: 0.45 },
    ...(['mean lag, s', 'p95 lag, s', 'USD per 1,000'] as const).map((kind) => ({
      what: `nothing known, worst of nine shapes, of a look every 10 s: ${kind}`,
      metric: `worst of nothing known against every 10 s: ${kind}`,
      atMost: 1,
    })),
    {
      what: 'learned wrong by 3, worst of nine shapes: mean lag, share of the job',
      metric: 'worst of what was learned wrong: mean lag, share of the job',
      atMost: 0.05,
    },
    ...(['mean lag, s', 'transitions'] as const).flatMap((kind) => [
      {
        what: `${kind}, replayed: of what was simulated, at least`,
        metric: `replayed of simulated: ${kind}`,
        atLeast: 0.95,
      },
      {
        what: `${kind}, replayed: of what was simulated, at most`,
        metric: `replayed of simulated: ${kind}`,
        atMost: 1.05,
      },
    ]),
  ],
  measure,
};
