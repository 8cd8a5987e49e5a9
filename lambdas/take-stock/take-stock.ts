import type { Patience } from '../core/patience.ts';
import type { Budget, Clock, Edits, Log, Meter, Turns } from '../core/ports.ts';
import { measuredStock, type LiveEdit, type Stock } from '../core/stock.ts';

export interface TakeStockDeps {
  readonly edits: Pick<Edits, 'due'>;
  readonly turns: Pick<Turns, 'read'>;
  /** @default - the stage may spend anything, and nothing is told of what it spends */
  readonly budget?: Pick<Budget, 'limits' | 'read'> | undefined;
  readonly slots: number;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

const mostEdits = 1_000;
const farAhead = Number.MAX_SAFE_INTEGER;

/** Measures where a stage stands. What cannot be read keeps nothing else from being measured. */
export const takeStock = (deps: TakeStockDeps) => async (): Promise<object> => {
  const { turns, budget, slots, patience, clock, log, meter } = deps;
  const now = clock.now();
  let failed = 0;
  const read = async <Part>(part: string, reading: Promise<Part>): Promise<Part | undefined> => {
    try {
      return await reading;
    } catch (error) {
      failed += 1;
      log.error('a part of the stock could not be taken; the next minute tries again', { part, error });
      return undefined;
    }
  };
  const [edits, line, books] = await Promise.all([
    read('edits', live(deps.edits)),
    read('line', turns.read()),
    budget && read('books', budget.read(now)),
  ]);
  const { leaseSeconds } = patience;
  const measured = measuredStock({ now, slots, leaseSeconds, limits: budget?.limits, edits, line, books });
  if (measured.length === 0) throw new Error('Nothing of the stock could be taken');
  for (const each of measured) meter.measure(each);
  return { measured: measured.length, failed };
};

const live = async (edits: Pick<Edits, 'due'>): Promise<NonNullable<Stock['edits']>> => {
  const records: LiveEdit[] = [];
  for await (const { editId, status, waitingFor, createdAt, sentAt, resolutions } of edits.due(farAhead)) {
    if (records.length === mostEdits) return { records, all: false };
    records.push({ editId, status, waitingFor, createdAt, sentAt, resolutions });
  }
  return { records, all: true };
};
