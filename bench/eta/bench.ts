import { lookLimits } from '../../lambdas/contract/look-limits.ts';
import { learnedPrior, learnJob, type JobTimes } from '../../lambdas/core/job-times.ts';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import { outlookOf, type Eta } from '../../lambdas/core/outlook.ts';
import { createRandom } from '../../local/stand-in/faults/random.ts';
import type { Bench, Metrics } from '../bench.ts';
import { figure, metric, round } from '../figures.ts';
import { drawJobs, jobShapes, shapeName, type JobShape } from '../job-shapes.ts';
import { megabytes } from '../looking/bench.ts';
import { ownPolicy } from '../looking/own-policy.ts';
import { simulate } from '../looking/simulate.ts';
import { anEdit } from './an-edit.ts';

const editCount = 20_000;
/** As copies of a few dozen megabytes take. */
const copies: JobShape = { medianSeconds: 4, sigma: 0.5 };
const sentAt = 1_000_000_000_000;

const moments = ['when it is asked for', 'while it runs'] as const;
type Moment = (typeof moments)[number];

/** How many edits there were, and how many of them ended before what they were told. */
interface Told {
  edits: number;
  before50: number;
  before90: number;
}

const key = (shape: JobShape, moment: Moment, which: 'p50' | 'p90'): string =>
  `${shapeName(shape)}, ${moment}: share that ended before ${which}`;
const overrunKey = (shape: JobShape): string =>
  `${shapeName(shape)}: share of the slowest twentieth that were told of an overrun`;

const measureShape = (shape: JobShape, seed: number): Metrics => {
  const warmUp = 400;
  const jobs = drawJobs(warmUp + editCount, shape, seed);
  const storing = drawJobs(warmUp + editCount, copies, seed + 1);
  const random = createRandom(seed + 2);
  // What looking adds hardly differs from edit to edit.
  const prior = learnedPrior([...jobs.subarray(0, warmUp)].reduce(learnOne, {}));
  const lag = simulate(
    ownPolicy({ prior, limits: lookLimits }),
    jobs.slice(0, 2_000),
    megabytes,
  ).meanLagSeconds;
  const told: Record<Moment, Told> = {
    'when it is asked for': { edits: 0, before50: 0, before90: 0 },
    'while it runs': { edits: 0, before50: 0, before90: 0 },
  };
  const slow = { edits: 0, told: 0 };
  const slowFrom = [...jobs].sort((one, other) => one - other)[Math.floor(0.95 * jobs.length)] ?? NaN;
  let times: JobTimes = {};
  jobs.forEach((job, place) => {
    const made = job + lag;
    const copy = storing[place] ?? NaN;
    const etaAt = (elapsedSeconds: number, status: EditRecord['status']): Eta | undefined =>
      outlookOf(anEdit(status, sentAt), { now: sentAt + elapsedSeconds * 1_000, times, slots: 5 }).eta;
    const count = (moment: Moment, elapsedSeconds: number, status: EditRecord['status']): void => {
      const eta = etaAt(elapsedSeconds, status);
      if (eta === undefined) throw new Error(`nothing is told ${moment}`);
      const left = made + copy - elapsedSeconds;
      told[moment].edits += 1;
      told[moment].before50 += left <= eta.p50Seconds ? 1 : 0;
      told[moment].before90 += left <= eta.p90Seconds ? 1 : 0;
    };
    if (place >= warmUp) {
      count('when it is asked for', 0, 'accepted');
      // At a moment that has nothing to do with its own length.
      const at = random() * 1.5 * shape.medianSeconds;
      if (at < made) count('while it runs', at, 'running');
      if (job >= slowFrom) {
        slow.edits += 1;
        slow.told += etaAt(made, 'running')?.overrun === true ? 1 : 0;
      }
    }
    times = learnJob(times, { jobSeconds: made, storingSeconds: copy });
  });
  return Object.fromEntries([
    ...moments.flatMap((moment) => [
      [key(shape, moment, 'p50'), round(told[moment].before50 / told[moment].edits)],
      [key(shape, moment, 'p90'), round(told[moment].before90 / told[moment].edits)],
    ]),
    [overrunKey(shape), round(slow.told / slow.edits)],
  ]) as Metrics;
};

const learnOne = (times: JobTimes, jobSeconds: number): JobTimes => learnJob(times, { jobSeconds });

const extremes = { lowest: Math.min, highest: Math.max } as const;
const extremeKey = (which: 'p50' | 'p90', extreme: keyof typeof extremes): string =>
  `share that ended before ${which}, ${extreme}`;

const percent = (share: number): string => `${figure(100 * share)} %`;

/** Whether half, and nine of ten, of the edits end before what they are told. */
export const eta: Bench = {
  name: 'eta',
  about: 'whether half, and nine of ten, of the edits end before the time that they are told',
  sections: {
    eta: {
      page: 'performance.md',
      tables: (metrics) => [
        {
          head: [
            'median of the jobs',
            ...moments.flatMap((moment) => [`p50, ${moment}`, 'p90']),
            'told of an overrun',
          ],
          rows: jobShapes.map((shape) => [
            shapeName(shape),
            ...moments.flatMap((moment) =>
              (['p50', 'p90'] as const).map((which) => percent(metric(metrics, key(shape, moment, which)))),
            ),
            percent(metric(metrics, overrunKey(shape))),
          ]),
        },
      ],
    },
  },
  targets: [
    {
      what: 'ended before the p50 that was told, fewest of any shape',
      metric: extremeKey('p50', 'lowest'),
      atLeast: 0.45,
    },
    { what: 'most', metric: extremeKey('p50', 'highest'), atMost: 0.55 },
    {
      what: 'ended before the p90 that was told, fewest',
      metric: extremeKey('p90', 'lowest'),
      atLeast: 0.87,
    },
    { what: 'most', metric: extremeKey('p90', 'highest'), atMost: 0.93 },
    {
      what: 'of the slowest twentieth, told of an overrun',
      metric: 'told of an overrun, fewest',
      atLeast: 0.9,
    },
  ],
  measure: async ({ seed, say }) => {
    const metrics: Record<string, number> = {};
    for (const [place, shape] of jobShapes.entries()) {
      Object.assign(metrics, measureShape(shape, seed + 10 * place));
      say(`${shapeName(shape)}: ${editCount} edits told`);
    }
    for (const which of ['p50', 'p90'] as const) {
      const shares = jobShapes.flatMap((shape) =>
        moments.map((moment) => metric(metrics, key(shape, moment, which))),
      );
      for (const [extreme, of] of Object.entries(extremes))
        metrics[extremeKey(which, extreme as keyof typeof extremes)] = of(...shares);
    }
    metrics['told of an overrun, fewest'] = Math.min(
      ...jobShapes.map((shape) => metric(metrics, overrunKey(shape))),
    );
    return metrics;
  },
};
