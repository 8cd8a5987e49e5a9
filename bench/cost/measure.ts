import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../local/definition.ts';
import { countOne, jobLengths } from '../../tools/scale/measure.ts';
import { meanCounts, ownCounts, type Counts } from './counts.ts';
import { functionMemory } from './function-memory.ts';
import { countObvious } from './obvious.ts';

export interface CountedDesigns {
  readonly ours: Counts;
  /** Where a thousand other edits are at the provider. */
  readonly crowded: Counts;
  readonly obvious: Counts;
  /** Of the functions, in MiB. */
  readonly megabytes: Readonly<Record<string, number>>;
}

/** Counts what an edit takes, the mean of jobs of these lengths, in both designs. */
export const countDesigns = async (lengths: readonly number[] = jobLengths(10)): Promise<CountedDesigns> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-cost-'));
  try {
    const { edits } = await synthesise(folder);
    const [ours, crowded, obvious]: [Counts[], Counts[], Counts[]] = [[], [], []];
    for (const jobSeconds of lengths) {
      ours.push(ownCounts(await countOne(edits, jobSeconds, { budget: false })));
      crowded.push(ownCounts(await countOne(edits, jobSeconds, { budget: false, underWay: 1_000 })));
      obvious.push(await countObvious(jobSeconds));
    }
    return {
      ours: meanCounts(ours),
      crowded: meanCounts(crowded),
      obvious: meanCounts(obvious),
      megabytes: await functionMemory(folder),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
};
