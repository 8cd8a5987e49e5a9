import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from './quantile.ts';
import { synthesise, type Definition } from '../../local/definition.ts';
import { learnJob, type JobTimes } from '../../lambdas/core/job-times.ts';
import { countEdit, type CountedEdit, type EditCalls } from './count.ts';
import { assumed, jobs } from './facts.ts';
import { measureHotItems } from './hot-items.ts';
import { measureMeeting } from './meeting.ts';
import type { Counted } from './loads.ts';

/** Jobs of these lengths stand for all: each for as many as the others. */
export const jobLengths = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => quantile((place + 0.5) / count, jobs));

/** The mean of counts that are objects of counts. */
const meanOf = <Counts>(all: readonly Counts[]): Counts => {
  const [first] = all;
  if (typeof first === 'number') {
    const mean = (all as readonly number[]).reduce((sum, one) => sum + one, 0) / all.length;
    return (Math.round(mean * 100) / 100) as Counts;
  }
  const keys = [...new Set(all.flatMap((one) => Object.keys(one as object)))].toSorted() as (keyof Counts)[];
  // What one of them did not do at all, it did not do once.
  return Object.fromEntries(
    keys.map((key) => [key, meanOf(all.map((one) => one[key] ?? (0 as Counts[keyof Counts])))]),
  ) as Counts;
};

const learned = jobLengths(400).reduce<JobTimes>((times, jobSeconds) => learnJob(times, { jobSeconds }), {});

const counts = 10;
/** As many as a stage may have: then hardly any call may stay. */
const crowd = 1_000;
/** A line of the default, of 100,000 edits a day, and the longest there may be. */
const fills = [5, 230, 1_000];

/** Runs edits of all lengths, and fills what they share. It takes half a minute. */
export const measure = async (): Promise<Counted> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-scale-'));
  try {
    const { edits } = await synthesise(folder);
    const lengths = jobLengths(counts);
    const run = async (stage: CountedStage) => {
      const all: EditCalls[] = [];
      for (const jobSeconds of lengths) all.push(await countOne(edits, jobSeconds, stage));
      return meanOf(all);
    };
    const meanJobSeconds = Math.round(lengths.reduce((sum, one) => sum + one, 0) / lengths.length);
    const edit = await run({ budget: false });
    const withBudget = await run({ budget: true });
    const crowded = await run({ budget: false, underWay: crowd });
    return {
      ...{ jobs: counts, meanJobSeconds, edit, withBudget, crowded },
      holdSeconds: Math.round(meanJobSeconds + edit.lagSeconds + assumed.submitSeconds),
      hotItems: await measureHotItems(fills),
      // As many as come in a second of the peak of a million a day.
      meeting: await measureMeeting(58),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** What there is besides the edit. */
export type CountedStage = Pick<CountedEdit, 'budget' | 'underWay'>;

/** An edit of a stage that has learned how long jobs take. */
export const countOne = (
  definition: Definition,
  jobSeconds: number,
  stage: CountedStage,
): Promise<EditCalls> =>
  countEdit({
    ...{ definition, jobSeconds, times: learned, ...stage },
    submitSeconds: assumed.submitSeconds,
    outputBytes: assumed.outputBytes,
  });
