import type { Metrics, Table } from '../bench.ts';
import { metric, ratio, whole, withSpread } from '../figures.ts';
import { names, namesWith } from './names.ts';

const kilobytes = (bytes: number): string => whole(bytes / 1_000);

/** One row a function: what is deployed, against what esbuild makes by default. */
export const functionTable = (metrics: Metrics): Table => ({
  caption:
    'Every function as it is deployed. Load: `require` in a fresh process, less what an empty module takes, median ' +
    `(lowest to highest); memory: the most there was by then, of which Node.js alone has ${whole(metric(metrics, names.bareNode))} MB.`,
  head: ['function', 'kB', 'gzipped', 'of the default', 'load, ms', 'memory, MB'],
  rows: namesWith(metrics, names.plain).map((name) => [
    name,
    kilobytes(metric(metrics, names.bytes(name))),
    kilobytes(metric(metrics, names.gzip(name))),
    ratio(metric(metrics, names.bytes(name)), metric(metrics, names.plain(name))),
    withSpread(metrics, names.load(name)),
    whole(metric(metrics, names.peak(name))),
  ]),
});

const leastShare = 0.005;

/** One row a library that has half a hundredth or more of all functions together. */
export const libraryTable = (metrics: Metrics): Table => {
  const libraries = namesWith(metrics, names.library)
    .map((name) => ({
      name,
      bytes: metric(metrics, names.library(name)),
      users: metric(metrics, names.users(name)),
    }))
    .toSorted((one, other) => other.bytes - one.bytes);
  const all = libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  const shown = libraries.filter(({ bytes }) => bytes >= all * leastShare);
  const rest = libraries.slice(shown.length).reduce((sum, { bytes }) => sum + bytes, 0);
  const share = (bytes: number) => `${((100 * bytes) / all).toFixed(1)} %`;
  return {
    caption: 'What all functions together are made of; `reshoot` is the code of this project.',
    head: ['library', 'kB in all', 'share', 'functions with it', 'kB in each'],
    rows: [
      ...shown.map(({ name, bytes, users }) => [
        name,
        kilobytes(bytes),
        share(bytes),
        whole(users),
        kilobytes(bytes / users),
      ]),
      [`${libraries.length - shown.length} others`, kilobytes(rest), share(rest), '', ''],
    ],
  };
};

/** What the function that stays up takes. */
export const looksTable = (metrics: Metrics): Table => ({
  caption: 'The most memory of `check-status` with 160 MB, as Lambda would start Node.js.',
  head: ['', 'MB'],
  rows: [
    ['Node.js alone', whole(metric(metrics, names.bareNode))],
    ['loaded', whole(metric(metrics, names.loadedToLook))],
    [`after ${whole(metric(metrics, names.looks))} looks`, whole(metric(metrics, names.looked))],
  ],
});
