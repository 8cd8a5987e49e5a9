import type { Bench, Metrics, Table } from '../bench.ts';
import { dollars, figure, metric, ratio, round } from '../figures.ts';
import { prices } from '../prices.ts';
import { assumed } from '../../tools/scale/facts.ts';
import { dollarsOf, parts, type Counts } from './counts.ts';
import { countDesigns, type CountedDesigns } from './measure.ts';

const designs = {
  ours: 'this design',
  crowded: '… with 1,000 edits at once',
  obvious: 'the obvious one',
} as const;
type Design = keyof typeof designs;
const names = Object.keys(designs) as readonly Design[];

const key = (design: Design, what: string): string => `${design}: ${what}`;
const together = 'together, USD';

const totalSeconds = ({ functions }: Counts): number =>
  Object.values(functions).reduce((sum, { seconds }) => sum + seconds, 0);
const totalCalls = ({ functions }: Counts): number =>
  Object.values(functions).reduce((sum, { calls }) => sum + calls, 0);
const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** What is told of an edit: how it is counted. */
export const counted = {
  'state transitions': ({ transitions }) => transitions,
  'calls of functions': totalCalls,
  'seconds of functions': totalSeconds,
  'write units of tables and indexes': ({ writeUnits }) => writeUnits,
  'read units': ({ readUnits }) => readUnits,
  'requests of S3': ({ s3 }) => total(s3),
  events: ({ events }) => events,
  'requests of the API': ({ apiRequests }) => apiRequests,
} as const satisfies Record<string, (counts: Counts) => number>;

/** All figures of the page, of what was counted. */
export const costMetrics = ({ megabytes, ...all }: CountedDesigns): Metrics => {
  const memory = (name: string): number => {
    const found = megabytes[name];
    if (found === undefined) throw new Error(`the template has no function ${name}`);
    return found;
  };
  return Object.fromEntries(
    names.flatMap((design) => {
      const each = dollarsOf(all[design], memory);
      return [
        ...Object.entries(counted).map(([what, of]) => [key(design, what), round(of(all[design]))]),
        ...parts.map((part) => [key(design, `${part}, USD`), round(each[part])]),
        [key(design, together), round(total(each))],
      ];
    }),
  ) as Metrics;
};

const countedTable = (metrics: Metrics): Table => ({
  caption: 'An edit:',
  head: ['', ...names.map((design) => designs[design])],
  rows: Object.keys(counted).map((what) => [
    what,
    ...names.map((design) => figure(metric(metrics, key(design, what)))),
  ]),
});

const dollarsTable = (metrics: Metrics): Table => {
  const row = (what: string, label: string): readonly string[] => [
    label,
    ...names.map((design) => dollars(1_000 * metric(metrics, key(design, what)))),
  ];
  const all = names.map((design) => metric(metrics, key(design, together)));
  return {
    caption: 'USD per 1,000 edits:',
    head: ['', ...names.map((design) => designs[design])],
    rows: [
      ...parts.map((part) => row(`${part}, USD`, part)),
      row(together, '**together**'),
      ['of the obvious design', ...all.map((one) => ratio(one, all[2] ?? NaN))],
      ['1,000,000 edits a month', ...all.map((one) => dollars(1e6 * one))],
    ],
  };
};

const storedTable = (): Table => ({
  head: ['besides, whatever the design', 'USD per 1,000 edits'],
  rows: [
    [
      `outputs of ${assumed.outputBytes / 1e6} MB, each month that they are kept`,
      dollars((1_000 * assumed.outputBytes * prices.storedGb) / 1e9),
    ],
  ],
});

/** What an edit costs on AWS, from what it asks for. */
export const cost: Bench = {
  name: 'cost',
  about: 'what an edit asks of AWS, and costs there: against a loop of 10 s and parts of 5 MB, with no table',
  sections: {
    cost: {
      page: 'cost.md',
      tables: (metrics) => [countedTable(metrics), dollarsTable(metrics), storedTable()],
    },
  },
  targets: [],
  measure: async ({ say }) => {
    say('edits of ten lengths run through both designs');
    return costMetrics(await countDesigns());
  },
};
