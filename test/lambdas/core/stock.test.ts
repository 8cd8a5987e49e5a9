import { describe, expect, it } from '@jest/globals';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { emptyLine, type Closed, type Line, type Pause, type Slow } from '../../../lambdas/core/line.ts';
import { measuredStock, stalledSeconds, type Stock } from '../../../lambdas/core/stock.ts';
import { editId } from '../../fakes/edit-id.ts';
import { anEdit } from './an-edit.ts';

const now = 1_750_000_000_000;
const ago = (seconds: number): number => now - seconds * 1_000;

/** Edits number 0, 1, 2 … */
const edits = (...each: Partial<EditRecord>[]): EditRecord[] =>
  each.map((edit, place) => anEdit({ editId: editId(place), createdAt: ago(1_000), ...edit }));

const stock = (records: readonly EditRecord[], line: Partial<Line> = {}, more: Partial<Stock> = {}) => ({
  now,
  slots: 2,
  leaseSeconds: 130,
  edits: { records, all: true },
  line: { ...emptyLine, ...line },
  ...more,
});

const waits = { status: 'accepted', createdAt: ago(600) } as const;
const runs = { status: 'running', requestId: 'r', sentAt: ago(900) } as const;
const sends = { status: 'submitting', claim: { token: 't', leaseUntil: now + 1 } } as const;
const [first, second, third] = [editId(0), editId(1), editId(2)];
const pause: Pause = { since: ago(400), tryAt: now + 1, why: 'no balance' };
const refusing: Slow = { since: ago(500), refusals: 2, notBefore: now + 1, ceiling: 1 };
const closed = (why: Closed['why']): Closed => ({ why, since: ago(500), tryAt: now + 1, limits: {} });

describe('a stage', () => {
  it.each<[string, EditRecord[], Partial<Line>, number]>([
    ['not while nothing waits', edits(runs), {}, 0],
    ['since the oldest of those that wait came', edits(waits, { ...waits, createdAt: ago(700) }), {}, 700],
    [
      'since an edit was taken last, if that was later',
      edits(waits, { ...runs, sentAt: ago(90) }, runs),
      {},
      90,
    ],
    ['not while clocks differ', edits(waits, { ...runs, sentAt: now + 5 }), {}, 0],
    [
      'since somebody decided to send it again',
      edits({ ...waits, resolutions: [{ action: 'resubmit', by: 'owner', at: ago(40) }] }),
      {},
      40,
    ],
    [
      'not while every slot is in use',
      edits(runs, { ...runs, status: 'queued' }, waits),
      { holders: { [first]: ago(900), [second]: ago(900) } },
      0,
    ],
    [
      'not while one of them is being sent',
      edits(runs, sends, waits),
      { holders: { [first]: ago(900), [second]: ago(3) } },
      0,
    ],
    [
      'not while one of them is about to be sent',
      edits(runs, { ...waits, createdAt: ago(950) }, waits),
      { holders: { [first]: ago(900), [second]: ago(3) } },
      0,
    ],
    [
      'from when nobody would take that for being sent any more',
      edits(runs, { ...waits, createdAt: ago(950) }, waits),
      { holders: { [first]: ago(900), [second]: ago(131) } },
      900,
    ],
    [
      'while edits that have ended sit on the slots',
      edits({ status: 'uncertain' }, waits),
      { holders: { [first]: ago(900), [third]: ago(900) } },
      600,
    ],
    [
      'since a slot came free, and not since they were full',
      edits(runs, waits),
      { holders: { [first]: ago(900) }, freedAt: ago(4) },
      4,
    ],
    [
      'while the account is paused, whatever comes free meanwhile',
      edits(runs, waits),
      { holders: { [first]: ago(900) }, freedAt: ago(4), pause },
      400,
    ],
    [
      'while the provider refuses, though it is being asked',
      edits(sends, waits),
      { holders: { [first]: ago(3) }, slow: refusing },
      600,
    ],
    [
      'not while the provider has as many as it seems to take',
      edits(runs, waits),
      { holders: { [first]: ago(900) }, slow: refusing },
      0,
    ],
    ['not while the budget of the day is used up', edits(waits), { closed: closed('daily') }, 0],
    ['not while that of the month is', edits(waits), { closed: closed('monthly') }, 0],
    ['while there is no price', edits(waits), { closed: closed('price') }, 600],
    ['once the books have begun anew', edits(waits), { closed: { ...closed('daily'), tryAt: now } }, 600],
  ])('stalls %s', (_when, records, line, seconds) => {
    expect(stalledSeconds(stock(records, line, { limits: {} }))).toBe(seconds);
  });

  it('is taken not to stall where the edits on its slots could not be counted', () => {
    const line = { holders: { [second]: ago(900), [third]: ago(900) } };
    expect(stalledSeconds(stock(edits(waits), line))).toBe(600);
    expect(stalledSeconds(stock(edits(waits), line, { edits: { records: edits(waits), all: false } }))).toBe(
      0,
    );
  });

  it('is measured in all its parts', () => {
    const records = edits(
      runs,
      sends,
      { status: 'queued', requestId: 'r' },
      { status: 'storing', requestId: 'r' },
      { status: 'uncertain' },
      { ...waits, waitingFor: 'capacity' },
      { ...waits, waitingFor: 'capacity' },
      { ...waits, waitingFor: 'provider' },
      waits,
    );
    expect(
      measuredStock(
        stock(
          records,
          { pause },
          {
            books: { todayMicros: 1_500_000, monthMicros: 4_000_000 },
            limits: { dailyMicros: 2_000_000, monthlyMicros: 8_000_000 },
          },
        ),
      ),
    ).toEqual([
      { metric: 'EditsInFlight', value: 3 },
      { metric: 'EditsWaiting', value: 4 },
      { metric: 'EditsWaiting', value: 2, by: { waiting_for: 'capacity' }, share: true },
      { metric: 'EditsWaiting', value: 1, by: { waiting_for: 'provider' }, share: true },
      { metric: 'EditsWaiting', value: 1, by: { waiting_for: '(none)' }, share: true },
      { metric: 'OldestWaitingSeconds', value: 600 },
      { metric: 'StalledSeconds', value: 600 },
      { metric: 'AccountPaused', value: 1 },
      { metric: 'SpentTodayUsd', value: 1.5 },
      { metric: 'SpentMonthUsd', value: 4 },
      { metric: 'BudgetUsedPercent', value: 75 },
    ]);
  });

  it('with nothing in it is measured, too', () => {
    expect(measuredStock(stock([]))).toEqual([
      { metric: 'EditsInFlight', value: 0 },
      { metric: 'EditsWaiting', value: 0 },
      { metric: 'OldestWaitingSeconds', value: 0 },
      { metric: 'StalledSeconds', value: 0 },
      { metric: 'AccountPaused', value: 0 },
    ]);
  });

  it('with more edits than can be counted has its line to tell how many, for reasons like those seen', () => {
    const records = edits({ ...waits, waitingFor: 'capacity' }, { ...waits, waitingFor: 'budget' }, runs);
    const line = { tickets: 900, serving: 100, holders: { [third]: ago(1) } };
    expect(
      measuredStock(stock(records, line, { edits: { records, all: false } })).filter(({ metric }) =>
        metric.startsWith('Edits'),
      ),
    ).toEqual([
      { metric: 'EditsInFlight', value: 1 },
      { metric: 'EditsWaiting', value: 800 },
      { metric: 'EditsWaiting', value: 400, by: { waiting_for: 'capacity' }, share: true },
      { metric: 'EditsWaiting', value: 400, by: { waiting_for: 'budget' }, share: true },
    ]);
  });

  it.each([
    [{ dailyMicros: 2_000_000 }, 75],
    [{ monthlyMicros: 8_000_000 }, 50],
  ])('has its budget used up to the limit that it has, of %j', (limits, percent) => {
    const books = { todayMicros: 1_500_000, monthMicros: 4_000_000 };
    expect(measuredStock(stock([], {}, { books, limits }))).toContainEqual({
      metric: 'BudgetUsedPercent',
      value: percent,
    });
  });
});
