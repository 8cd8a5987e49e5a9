import { lookLimits } from '../../lambdas/contract/look-limits.ts';
import type { EditCalls } from './count.ts';
import { assumed, quotas, settings, type Quota } from './facts.ts';
import type { HotItem } from './hot-items.ts';
import type { Meeting } from './meeting.ts';

/** What was counted, for the mean of the jobs. */
export interface Counted {
  readonly jobs: number;
  readonly meanJobSeconds: number;
  /** From when an edit gets its slot until it gives it back. */
  readonly holdSeconds: number;
  readonly edit: EditCalls;
  readonly withBudget: EditCalls;
  /** Where a thousand others are at the provider, so that calls that look may hardly stay. */
  readonly crowded: EditCalls;
  readonly hotItems: readonly HotItem[];
  readonly meeting: Meeting;
}

/** A line between what was measured at two fills: units a write takes with so many edits open. */
export const unitsAt = (items: readonly HotItem[], key: keyof HotItem, open: number): number => {
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was measured');
  const slope = (last[key] - first[key]) / (last.open - first.open);
  return Math.max(1, first[key] + slope * (open - first.open));
};

export const secondsPerDay = 86_400;

export interface Load {
  readonly perSecond: number;
  /** At the provider at once. */
  readonly open: number;
}

export const loadOf = (
  editsPerDay: number,
  { holdSeconds }: Pick<Counted, 'holdSeconds'>,
  times = 1,
): Load => {
  const perSecond = (editsPerDay / secondsPerDay) * times;
  return { perSecond, open: perSecond * holdSeconds };
};

/** What one edit takes where so many are at the provider, in as many stages as that needs. */
export const editAt = ({ edit, crowded }: Pick<Counted, 'edit' | 'crowded'>, { open }: Load): EditCalls => {
  const stages = Math.ceil(open / settings.mostSlots);
  return open / Math.max(1, stages) > lookLimits.lingerAtOnce ? crowded : edit;
};

/** How many environments of functions are busy at once. */
export const concurrency = (counted: Pick<Counted, 'edit' | 'crowded'>, load: Load): number => {
  const { functions, lookingSeconds } = editAt(counted, load);
  const others = Object.entries(functions).filter(([name]) => name !== 'check-status');
  return (
    load.perSecond *
    others.reduce((sum, [name, calls]) => sum + calls * functionSeconds(name), lookingSeconds)
  );
};

/** How long one call of a function takes. */
export const functionSeconds = (name: string): number => assumed.functionSeconds[name] ?? 0.3;

/** What an edit writes into logs. */
export const logBytes = ({ transitions }: EditCalls): number => transitions * assumed.logBytesOfTransition;

const total = (counts: Readonly<Record<string, number>>, names: RegExp): number =>
  Object.entries(counts).reduce((sum, [name, count]) => sum + (names.test(name) ? count : 0), 0);

const puts = /^(?:Put|Copy|Post|CreateMultipart|UploadPart|CompleteMultipart|Delete)/u;

/** Something that there is only so much of. */
export interface Limit {
  readonly name: string;
  readonly quota: Quota;
  /** How much of it edits take that come so often. */
  readonly taken: (load: Load) => number;
  /** How it is raised, or what else there is to do. */
  readonly remedy: string;
  /** Whether each stage has its own: then several stages share the load. */
  readonly perStage: boolean;
}

const own = (value: number): Quota => ({ value, source: 'setting' });
const aNewStage = 'another stage';

/** Everything that may run out, in no order. */
export const limitsOf = (counted: Counted): readonly Limit[] => {
  const { withBudget, hotItems, meeting } = counted;
  const perEdit = (units: (edit: EditCalls) => number) => (load: Load) =>
    units(editAt(counted, load)) * load.perSecond;
  // Those who meet ask more than once.
  const again = meeting.lineWrites - 1;
  // The line never holds more than its slots, however many would like to.
  const held = ({ open }: Load) => Math.min(open, settings.mostSlots);
  return [
    {
      name: 'slots, as they are by default',
      quota: own(settings.slots),
      taken: ({ open }) => open,
      remedy: 'setting `slots`, up to 1,000; the provider has to take as many',
      perStage: true,
    },
    {
      name: 'slots, the most there may be',
      quota: own(settings.mostSlots),
      taken: ({ open }) => open,
      remedy: aNewStage,
      perStage: true,
    },
    {
      name: 'requests of the API, as throttled by default',
      quota: own(settings.throttlePerSecond),
      taken: perEdit((edit) => edit.apiRequests),
      remedy: 'setting `throttle`',
      perStage: true,
    },
    {
      name: 'writes of index `by-due`, all under one key',
      quota: quotas.partitionWrites,
      taken: perEdit((edit) => edit.table.byDueUnits),
      remedy: `${aNewStage}; or a key of several values, see below`,
      perStage: true,
    },
    {
      name: 'writes of the line, one item, where all meet',
      quota: quotas.partitionWrites,
      taken: (load) =>
        (editAt(counted, load).table.lineWrites + again) *
        unitsAt(hotItems, 'lineWriteUnits', held(load)) *
        load.perSecond,
      remedy: aNewStage,
      perStage: true,
    },
    {
      name: 'reads of the line',
      quota: quotas.partitionReads,
      taken: (load) =>
        (editAt(counted, load).table.lineReads + again) *
        unitsAt(hotItems, 'lineReadUnits', held(load)) *
        load.perSecond,
      remedy: aNewStage,
      perStage: true,
    },
    {
      name: 'writes of the books, one item a month (with a budget)',
      quota: quotas.partitionWrites,
      taken: (load) =>
        withBudget.table.spendingWrites *
        unitsAt(hotItems, 'spendingWriteUnits', held(load)) *
        load.perSecond,
      remedy: aNewStage,
      perStage: true,
    },
    {
      name: 'writes of the table, while it is new',
      quota: quotas.newTableWrites,
      taken: perEdit((edit) => edit.table.writeUnits),
      remedy: 'none: it grows with the load, at once to twice the highest so far; or set its warm throughput',
      perStage: true,
    },
    {
      name: 'writes of the table',
      quota: quotas.tableWrites,
      taken: perEdit((edit) => edit.table.writeUnits),
      remedy: 'Service Quotas: Table-level write throughput limit (L-AB614373)',
      perStage: true,
    },
    {
      name: 'requests of the PUT class under one prefix of the bucket',
      quota: quotas.s3Puts,
      taken: perEdit((edit) => total(edit.s3, puts)),
      remedy: 'S3 splits a prefix by itself as its load grows',
      perStage: true,
    },
    {
      name: 'state transitions',
      quota: quotas.transitions,
      taken: perEdit((edit) => edit.transitions),
      remedy: 'Service Quotas: StateTransition throttle token refill rate (Step Functions)',
      perStage: false,
    },
    {
      name: 'StartExecution',
      quota: quotas.startExecution,
      taken: ({ perSecond }) => perSecond,
      remedy: 'Service Quotas: StartExecution throttle token refill rate (Step Functions)',
      perStage: false,
    },
    {
      name: 'open executions',
      quota: quotas.openExecutions,
      taken: ({ open }) => open,
      remedy: 'Service Quotas: Open executions (Step Functions)',
      perStage: false,
    },
    {
      name: 'functions at once',
      quota: quotas.lambdaConcurrency,
      taken: (load) => concurrency(counted, load),
      remedy: 'Service Quotas: Concurrent executions (L-B99A9384)',
      perStage: false,
    },
    {
      name: 'PutEvents',
      quota: quotas.putEvents,
      taken: perEdit((edit) => edit.events),
      remedy: 'Service Quotas: PutEvents throttle limit (L-9B653E91)',
      perStage: false,
    },
    {
      name: 'calls by rules',
      quota: quotas.ruleInvocations,
      taken: perEdit((edit) => edit.events),
      remedy: 'Service Quotas: Invocations throttle limit (EventBridge)',
      perStage: false,
    },
    {
      name: 'requests of the API, of the account',
      quota: quotas.apiRequests,
      taken: perEdit((edit) => edit.apiRequests),
      remedy: 'Service Quotas: Throttle rate (L-8A5B8E43)',
      perStage: false,
    },
    {
      name: 'reads of secrets',
      quota: quotas.secretReads,
      taken: (load) => concurrency(counted, load) / assumed.secretSeconds,
      remedy: 'not needed: an environment reads every five minutes',
      perStage: false,
    },
  ];
};

/** The most edits a day at whose peak a limit still holds. @param times the peak, held against the mean */
export const holdsUntil = (limit: Limit, value: number, counted: Counted, times: number): number => {
  let [low, high] = [0, 1e12];
  // What is taken grows with the load: halved until it is known to an edit in a thousand.
  while (high - low > Math.max(1, low / 1_000)) {
    const middle = (low + high) / 2;
    if (limit.taken(loadOf(middle, counted, times)) <= value) low = middle;
    else high = middle;
  }
  return low;
};
