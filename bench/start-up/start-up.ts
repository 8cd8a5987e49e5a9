import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { max, median } from 'simple-statistics';
import type { Bench, BenchRun, Metrics } from '../bench.ts';
import { metric, round, spreadOf } from '../figures.ts';
import { bundleFunctions, copiesIn, plainSizes, type Bundle } from './bundles.ts';
import { deployedFunctions } from './deployed.ts';
import { layDown, layEmpty, load, type Laid, type Load } from './loads.ts';
import { lookAgain } from './looks.ts';
import { names } from './names.ts';
import { functionTable, libraryTable, looksTable } from './tables.ts';

const loads = 9;
const looks = 200;
/** The least that a function can have. */
const leastMemoryMb = 160;

const measureSizes = async (bundles: Readonly<Record<string, Bundle>>): Promise<Metrics> => {
  const plain = await plainSizes();
  return Object.fromEntries(
    Object.entries(bundles).flatMap(([name, { bytes, gzipBytes }]) => [
      [names.bytes(name), bytes],
      [names.gzip(name), gzipBytes],
      [names.plain(name), plain[name] ?? Number.NaN],
    ]),
  );
};

const measureLibraries = (bundles: Readonly<Record<string, Bundle>>): Metrics => {
  const libraries = new Set(Object.values(bundles).flatMap((bundle) => Object.keys(bundle.libraries)));
  return Object.fromEntries(
    [...libraries].toSorted().flatMap((library) => {
      const shares = Object.values(bundles).flatMap((bundle) => bundle.libraries[library] ?? []);
      return [
        [names.library(library), shares.reduce((sum, bytes) => sum + bytes, 0)],
        [names.users(library), shares.length],
      ];
    }),
  );
};

/** One of each after the other, again and again: what else this machine does meets all of them alike. */
const measureLoads = async (laid: ReadonlyMap<string, Laid>, empty: Laid, say: BenchRun['say']) => {
  const bare: Load[] = [];
  const all = new Map([...laid.keys()].map((name) => [name, [] as Load[]]));
  for (let run = 1; run <= loads; run += 1) {
    say(`loading all functions, ${run} of ${loads}`);
    bare.push(await load(empty));
    for (const [name, one] of laid) all.get(name)?.push(await load(one));
  }
  const bareMs = median(bare.map(({ loadMs }) => loadMs));
  return {
    [names.bareNode]: round(median(bare.map(({ peakMb }) => peakMb))),
    ...Object.assign(
      {},
      ...[...all].map(([name, runs]) => ({
        ...spreadOf(
          names.load(name),
          runs.map(({ loadMs }) => loadMs - bareMs),
        ),
        [names.peak(name)]: round(median(runs.map(({ peakMb }) => peakMb))),
      })),
    ),
  } as Metrics;
};

const measure = async ({ say }: BenchRun): Promise<Metrics> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-start-up-'));
  try {
    say('bundling');
    const bundles = await bundleFunctions();
    const sizes = await measureSizes(bundles);
    const laid = await layDown(folder, bundles, deployedFunctions());
    const loaded = await measureLoads(laid, await layEmpty(folder, leastMemoryMb), say);
    const checkStatus = laid.get('check-status');
    if (checkStatus === undefined) throw new Error('there is no check-status');
    say(`${looks} looks of check-status`);
    const looked = await lookAgain(checkStatus, leastMemoryMb, looks);
    const functions = Object.keys(bundles);
    return {
      ...sizes,
      ...measureLibraries(bundles),
      ...loaded,
      [names.worstRatio]: round(
        max(functions.map((name) => metric(sizes, names.bytes(name)) / metric(sizes, names.plain(name)))),
      ),
      [names.slowest]: max(functions.map((name) => metric(loaded, names.load(name)))),
      [names.copies]: Object.values(bundles).flatMap(copiesIn).length,
      [names.cdk]: Object.values(bundles).reduce(
        (sum, { libraries }) => sum + (libraries['aws-cdk-lib'] ?? 0),
        0,
      ),
      [names.looks]: looks,
      [names.loadedToLook]: round(looked.loadedMb),
      [names.looked]: round(looked.peakMb),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** How large each function is, how long it takes to load, and what of. */
export const startUp: Bench = {
  name: 'start-up',
  about: 'size, load time and memory of every function, against esbuild with default settings',
  sections: {
    'start-up': {
      page: 'performance.md',
      tables: (metrics) => [functionTable(metrics), libraryTable(metrics), looksTable(metrics)],
    },
  },
  targets: [
    { what: 'largest share of what esbuild makes by default', metric: names.worstRatio, atMost: 0.7 },
    { what: 'slowest load, ms', metric: names.slowest, atMost: 100 },
    { what: 'second copies of a library', metric: names.copies, atMost: 0 },
    { what: 'bytes of aws-cdk-lib', metric: names.cdk, atMost: 0 },
    { what: `most memory of check-status in ${looks} looks, MB`, metric: names.looked, atMost: 100 },
  ],
  measure,
};
