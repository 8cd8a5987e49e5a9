import type { EditCalls } from '../../tools/scale/count.ts';
import { assumed } from '../../tools/scale/facts.ts';
import { functionSeconds } from '../../tools/scale/loads.ts';
import { functionDollars, prices, s3Dollars } from '../prices.ts';

/** What one edit asks of AWS. */
export interface Counts {
  readonly transitions: number;
  readonly functions: Readonly<Record<string, { readonly calls: number; readonly seconds: number }>>;
  /** Of tables and indexes. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Requests by operation. */
  readonly s3: Readonly<Record<string, number>>;
  readonly events: number;
  readonly apiRequests: number;
}

/** Of what `npm run scale` counts. */
export const ownCounts = ({ table, functions, lookingSeconds, ...edit }: EditCalls): Counts => ({
  ...edit,
  functions: Object.fromEntries(
    Object.entries(functions).map(([name, calls]) => [
      name,
      { calls, seconds: name === 'check-status' ? lookingSeconds : calls * functionSeconds(name) },
    ]),
  ),
  writeUnits: table.writeUnits + table.byDueUnits + table.byOwnerUnits + table.byRequestUnits,
  readUnits: table.readUnits,
});

export const parts = [
  'Step Functions',
  'Lambda, looking',
  'Lambda, the rest',
  'DynamoDB',
  'S3',
  'EventBridge',
  'API Gateway',
  'CloudWatch Logs',
] as const;
export type Part = (typeof parts)[number];

/** US dollars of one edit, by what they are paid for. @param megabytes of each function */
export const dollarsOf = (
  counts: Counts,
  megabytes: (functionName: string) => number,
): Readonly<Record<Part, number>> => {
  const of = (name: string): number => {
    const { calls, seconds } = counts.functions[name] ?? { calls: 0, seconds: 0 };
    return functionDollars(calls, seconds, megabytes(name));
  };
  const others = Object.keys(counts.functions).filter((name) => name !== 'check-status');
  return {
    'Step Functions': counts.transitions * prices.stateTransition,
    'Lambda, looking': of('check-status'),
    'Lambda, the rest': others.reduce((sum, name) => sum + of(name), 0),
    DynamoDB: counts.writeUnits * prices.writeUnit + counts.readUnits * prices.readUnit,
    S3: s3Dollars(counts.s3),
    EventBridge: counts.events * prices.event,
    'API Gateway': counts.apiRequests * prices.apiRequest,
    'CloudWatch Logs': ((counts.transitions * assumed.logBytesOfTransition) / 1e9) * prices.logGb,
  };
};

/** The mean of counts of several edits. */
export const meanCounts = (all: readonly Counts[]): Counts => {
  const mean = (of: (one: Counts) => number): number =>
    all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const names = (of: (one: Counts) => object): string[] => [
    ...new Set(all.flatMap((one) => Object.keys(of(one)))),
  ];
  return {
    transitions: mean(({ transitions }) => transitions),
    functions: Object.fromEntries(
      names(({ functions }) => functions).map((name) => [
        name,
        {
          calls: mean(({ functions }) => functions[name]?.calls ?? 0),
          seconds: mean(({ functions }) => functions[name]?.seconds ?? 0),
        },
      ]),
    ),
    writeUnits: mean(({ writeUnits }) => writeUnits),
    readUnits: mean(({ readUnits }) => readUnits),
    s3: Object.fromEntries(names(({ s3 }) => s3).map((name) => [name, mean(({ s3 }) => s3[name] ?? 0)])),
    events: mean(({ events }) => events),
    apiRequests: mean(({ apiRequests }) => apiRequests),
  };
};
