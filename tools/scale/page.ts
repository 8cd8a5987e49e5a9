import { assumed, quotas, settings } from './facts.ts';
import type { EditCalls } from './count.ts';
import {
  concurrency,
  editAt,
  holdsUntil,
  limitsOf,
  loadOf,
  logBytes,
  unitsAt,
  type Counted,
  type Limit,
} from './loads.ts';

/** The volumes of the page, in edits a day. */
export const volumes = [10_000, 100_000, 1_000_000];

const exact = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
/** Three figures are more than is known. */
const rough = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: value < 1_000 ? 2 : 3 });
const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en-US', { maximumSignificantDigits: 2 })} %`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** What one edit takes, as it was counted. */
export const countedTable = ({ edit, withBudget, crowded }: Counted): string => {
  const rows = countedRows(edit, withBudget);
  const others = countedRows(crowded, withBudget);
  return table(
    ['what', 'an edit', 'with 1,000 others at the provider'],
    rows.map(([what, count = ''], place) => [what ?? '', count, others[place]?.[1] ?? '']),
  );
};

const countedRows = (
  { table: calls, functions, s3, ...edit }: EditCalls,
  withBudget: EditCalls,
): readonly (readonly string[])[] => [
  ['state transitions', rough(edit.transitions)],
  ['looks at the provider', rough(edit.looks)],
  [
    'calls of `check-status`, and seconds that they take',
    `${rough(functions['check-status'] ?? 0)}, ${rough(edit.lookingSeconds)}`,
  ],
  ['seconds from the end of the job until that is known', rough(edit.lagSeconds)],
  ...Object.entries(functions)
    .filter(([name]) => name !== 'check-status')
    .map(([name, count]) => [`calls of \`${name}\``, rough(count)]),
  ['reads of the table (units)', `${rough(calls.reads)} (${rough(calls.readUnits)})`],
  ['writes of the table (units)', `${rough(calls.writes)} (${rough(calls.writeUnits)})`],
  ['… units of index `by-due` besides', rough(calls.byDueUnits)],
  ['… of `by-owner` and `by-request`', rough(calls.byOwnerUnits + calls.byRequestUnits)],
  [
    '… writes and reads of the line, one item a stage',
    `${rough(calls.lineWrites)}, ${rough(calls.lineReads)}`,
  ],
  [
    '… and of the books, one item a month, with a budget',
    `${rough(withBudget.table.spendingWrites)}, ${rough(withBudget.table.spendingReads)}`,
  ],
  ['events, in as many `PutEvents`', rough(edit.events)],
  ['requests of the API', rough(edit.apiRequests)],
  [
    'requests of S3',
    Object.entries(s3)
      .map(([name, count]) => `${rough(count)} ${name}`)
      .join(', '),
  ],
];

/** What a volume is a second, on its mean and at its peak. */
export const volumesTable = (counted: Counted): string => {
  const { hotItems } = counted;
  const cells = (of: (times: number, volume: number) => string): string[] =>
    volumes.map((volume) => `${of(1, volume)} / ${of(assumed.peak, volume)}`);
  const a = (units: (edit: EditCalls) => number) =>
    cells((times, volume) => {
      const load = loadOf(volume, counted, times);
      return rough(units(editAt(counted, load)) * load.perSecond);
    });
  const open = cells((times, volume) => rough(loadOf(volume, counted, times).open));
  return table(
    ['mean / peak', ...volumes.map((volume) => `${exact(volume)} a day`)],
    [
      ['edits a second', ...a(() => 1)],
      ['at the provider at once: slots, open executions', ...open],
      [
        'stages, by slots alone',
        ...cells((times, volume) =>
          exact(Math.ceil(loadOf(volume, counted, times).open / settings.mostSlots)),
        ),
      ],
      ['state transitions a second', ...a((edit) => edit.transitions)],
      [
        'functions at once',
        ...cells((times, volume) => rough(concurrency(counted, loadOf(volume, counted, times)))),
      ],
      ['write units of the table a second', ...a((edit) => edit.table.writeUnits)],
      ['read units of the table a second', ...a((edit) => edit.table.readUnits)],
      ['write units of `by-due` a second', ...a((edit) => edit.table.byDueUnits)],
      [
        'one write of the line, in units',
        ...cells((times, volume) =>
          rough(
            Math.ceil(
              unitsAt(
                hotItems,
                'lineWriteUnits',
                Math.min(loadOf(volume, counted, times).open, settings.mostSlots),
              ),
            ),
          ),
        ),
      ],
      ['events a second', ...a((edit) => edit.events)],
      ['requests of the API a second', ...a((edit) => edit.apiRequests)],
      ['status calls of the provider a second', ...a((edit) => edit.looks)],
      [
        'GB of logs a day (mean)',
        ...volumes.map((volume) =>
          rough((volume * logBytes(editAt(counted, loadOf(volume, counted)))) / 1e9),
        ),
      ],
      ['GB of outputs a day (mean)', ...volumes.map((volume) => rough((volume * assumed.outputBytes) / 1e9))],
    ],
  );
};

const quotaOf = ({ quota }: Limit): string =>
  quota.elsewhere === undefined ? exact(quota.value) : `${exact(quota.value)}; ${exact(quota.elsewhere)}`;

/** What runs out, the first first: by the day whose peak it does not hold any more. */
export const limitsTable = (counted: Counted): string => {
  const until = (limit: Limit, times: number, value = limit.quota.value) =>
    holdsUntil(limit, value, counted, times);
  const both = (limit: Limit, times: number): string => {
    const here = rough(until(limit, times));
    return limit.quota.elsewhere === undefined
      ? here
      : `${here}; ${rough(until(limit, times, limit.quota.elsewhere))}`;
  };
  const sorted = [...limitsOf(counted)].toSorted((one, other) => until(one, 1) - until(other, 1));
  return table(
    ['what', 'there is', 'holds edits a day', 'with a peak of 5 ×', 'whose', 'what to do'],
    sorted.map((limit) => [
      limit.name,
      quotaOf(limit),
      both(limit, 1),
      both(limit, assumed.peak),
      limit.perStage ? 'stage' : 'account',
      limit.remedy,
    ]),
  );
};

/** How much of each limit a volume takes at its peak, where it is a tenth or more. */
export const sharesTable = (counted: Counted): string => {
  const share = (limit: Limit, volume: number) =>
    limit.taken(loadOf(volume, counted, assumed.peak)) / limit.quota.value;
  const rows = limitsOf(counted).map((limit) => ({
    limit,
    shares: volumes.map((volume) => share(limit, volume)),
  }));
  return table(
    ['of, at the peak', ...volumes.map((volume) => `${exact(volume)} a day`)],
    rows
      .filter(({ shares }) => Math.max(...shares) >= 0.1)
      .toSorted((one, other) => (other.shares.at(-1) ?? 0) - (one.shares.at(-1) ?? 0))
      .map(({ limit, shares }) => [limit.name, ...shares.map(percent)]),
  );
};

/** What one write of an item that all share takes. */
export const hotItemsTable = ({ hotItems }: Counted): string =>
  table(
    ['edits at the provider', 'a write of the line', 'a read of it', 'a write of the books'],
    hotItems.map((one) =>
      [one.open, one.lineWriteUnits, one.lineReadUnits, one.spendingWriteUnits].map(exact),
    ),
  );

/** Where each limit is said. */
export const sourcesList = (): string =>
  [...new Set(Object.values(quotas).map(({ source }) => source))].map((source) => `- ${source}`).join('\n');

export const sections: Readonly<Record<string, (counted: Counted) => string>> = {
  counted: countedTable,
  volumes: volumesTable,
  limits: limitsTable,
  shares: sharesTable,
  'hot items': hotItemsTable,
  sources: sourcesList,
};

/** The page with every section as it is counted now. @throws Error where the page has no place for one */
export const putSections = (page: string, counted: Counted): string =>
  Object.entries(sections).reduce((left, [name, write]) => {
    const [begin, end] = [`<!-- scale: ${name} -->`, `<!-- end of ${name} -->`];
    const [before, rest] = left.split(begin);
    const [, after] = rest?.split(end) ?? [];
    if (before === undefined || after === undefined) throw new Error(`there is no ${begin} … ${end}`);
    return `${before}${begin}\n\n${write(counted)}\n\n${end}${after}`;
  }, page);
