import { beforeAll, describe, expect, it } from '@jest/globals';
import { counted } from '../../bench/cost/bench.ts';
import { countDesigns, type CountedDesigns } from '../../bench/cost/measure.ts';
import { megabytes } from '../../bench/looking/bench.ts';
import { metric } from '../../bench/figures.ts';
import { readKept } from '../../bench/kept.ts';

const kept = (await readKept()).benches['cost'] ?? {};
/** The mean of the jobs that the page is of: one of them takes about what all do on average. */
const meanJobSeconds = 193;

describe('what an edit costs', () => {
  let today: CountedDesigns;
  beforeAll(async () => {
    today = await countDesigns([meanJobSeconds]);
  }, 120_000);

  // A pass of the loop more or less, with what is written and read in it.
  const slack = { ours: 1, crowded: 3, obvious: 2 };
  it.each(['ours', 'crowded', 'obvious'] as const)(
    'is computed from what is counted today, by %s: otherwise, npm run bench -- cost --keep',
    (design) => {
      const within = (what: keyof typeof counted, most: number) => {
        const before = metric(kept, `${design}: ${what}`);
        expect([what, Math.abs(counted[what](today[design]) - before) <= most]).toEqual([what, true]);
      };
      within('state transitions', 3 * slack[design]);
      within('calls of functions', 3 * slack[design]);
      within('write units of tables and indexes', 12 * slack[design]);
      within('read units', 12 * slack[design]);
      within('requests of S3', 0);
      within('events', 0);
    },
  );

  it('is mostly of the loop in the obvious design, and of nothing so much in ours', () => {
    expect(today.obvious.transitions).toBeGreaterThan(3 * today.ours.transitions);
    expect(today.ours.functions['check-status']?.seconds).toBeGreaterThan(100);
  });

  it('knows how much memory each function has', () => {
    for (const name of Object.keys(today.ours.functions)) expect(today.megabytes[name]).toBeGreaterThan(0);
    // That of the simulation, and of the code that decides whether to stay.
    expect(today.megabytes['check-status']).toBe(megabytes);
  });
});
