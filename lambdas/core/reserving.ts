import type { EditRecord, Micros, Millis, Reservation } from './edit.ts';
import type { Closed, Line } from './line.ts';
import type { Budget, Clock, Log, Turns } from './ports.ts';
import type { Prices } from './provider.ts';
import { expectedMicros, limitReached, toBook, usdOf, windowEnds } from './spending.ts';

/** What it takes to settle what an edit came to. */
export interface SettlingDeps {
  /** @default - the stage may spend anything */
  readonly budget?: Budget | undefined;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly log: Log;
}

/** What it takes to set aside what an edit will come to. */
export interface ReservingDeps extends SettlingDeps {
  readonly prices: Prices;
}

/** What an edit is sent with, or why nobody may be sent for now. */
export type Funded =
  | {
      readonly closed?: undefined;
      readonly costEstimateUsd?: number | undefined;
      readonly reserved?: Reservation | undefined;
      /** Before anything was set aside: whoever sends long after it, sends what may be set free again. */
      readonly since: Millis;
    }
  | { readonly closed: Closed };

const priceRetryMs = 60_000;

/** Sets aside what the edit is expected to cost. Done again, it is set aside once. */
export const fund = async (record: EditRecord, deps: ReservingDeps): Promise<Funded> => {
  const { budget, prices, turns, clock, log } = deps;
  const price = await prices.read();
  const expected = price && expectedMicros(price, record.inputs);
  const costEstimateUsd = expected === undefined ? undefined : usdOf(expected);
  const since = clock.monotonic();
  if (budget === undefined) return { costEstimateUsd, since };
  const now = clock.now();
  const close = async (why: Closed['why'], tryAt: number): Promise<Funded> => {
    const closed = { why, since: now, tryAt, limits: budget.limits };
    await turns.change({ closed });
    log.warn('nothing is sent for now', { editId: record.editId, why, tryAt: new Date(tryAt).toISOString() });
    return { closed };
  };
  if (expected === undefined) return close('price', now + priceRetryMs);
  const result = await budget.reserve(record.editId, expected, now);
  return result.refused === undefined
    ? { costEstimateUsd, reserved: result.reserved, since }
    : close(result.refused, windowEnds(result.refused, now));
};

/**
 * Books what a change of an edit decides about its cost. It cannot undo the change; what does not come off, the sweep
 * makes up for.
 */
export const settleCost = async (
  before: EditRecord,
  after: EditRecord,
  deps: SettlingDeps,
): Promise<void> => {
  const { budget, log } = deps;
  const reserved = after.reserved ?? before.reserved;
  const spent = reserved && toBook(after, reserved);
  if (budget === undefined || spent === undefined || reserved === undefined) return;
  try {
    const settled = await budget.settle(after.editId, reserved, spent);
    if (settled && spent < reserved.micros) await reopen(deps);
  } catch (error) {
    log.warn('what an edit cost is not booked yet; the sweep makes up for it', {
      editId: after.editId,
      error,
    });
  }
};

/** Something was set free: whoever is next finds out whether it is enough. */
export const reopen = async ({ turns }: Pick<SettlingDeps, 'turns'>): Promise<void> => {
  const { closed } = await turns.read();
  if (closed !== undefined && closed.why !== 'price') await turns.change({ closed: null });
};

const expectedNow = async ({ inputs }: EditRecord, prices: Prices): Promise<Micros | undefined> => {
  const price = await prices.known();
  return price && expectedMicros(price, inputs);
};

/** What the edit is expected to cost, in US dollars, as far as that is known already. */
export const estimateOf = async (
  record: EditRecord,
  { prices }: Pick<ReservingDeps, 'prices'>,
): Promise<number | undefined> => {
  const expected = await expectedNow(record, prices);
  return expected === undefined ? undefined : usdOf(expected);
};

/**
 * Why one more edit would be over budget, before it is on record. What stands in line comes first, and is taken to cost
 * as much each.
 */
export const overBudget = async (
  record: EditRecord,
  line: Line,
  { budget, prices, clock }: Pick<ReservingDeps, 'budget' | 'prices' | 'clock'>,
): Promise<Closed | undefined> => {
  if (budget === undefined) return undefined;
  const expected = await expectedNow(record, prices);
  if (expected === undefined) return undefined;
  const now = clock.now();
  const waiting = Math.max(0, line.tickets - line.serving);
  const refused = limitReached(await budget.read(now), expected * (waiting + 1), budget.limits);
  return refused && { why: refused, since: now, tryAt: windowEnds(refused, now), limits: budget.limits };
};
