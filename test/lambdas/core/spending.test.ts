import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EditRecord, InputFacts } from '../../../lambdas/core/edit.ts';
import {
  dayOf,
  expectedMicros,
  limitReached,
  microsOf,
  toBook,
  usdOf,
  usdPerSecond,
  windowEnds,
} from '../../../lambdas/core/spending.ts';
import { anEdit } from './an-edit.ts';

const clip = (durationSeconds?: number): InputFacts => ({
  path: 'video_url',
  contentType: 'video/mp4',
  sizeBytes: 1,
  width: 1280,
  height: 720,
  durationSeconds,
});
const noon = Date.UTC(2026, 10, 23, 12);

describe('what a second costs', () => {
  it.each<[number, string, number | undefined]>([
    [0.168, 'second', 0.168],
    [0.168, 'Sec', 0.168],
    [0.84, 'output', undefined],
    [0.168, 'token', undefined],
    [0, 'second', undefined],
  ])('%d USD a %s: %s', (baseUsd, unit, perSecond) => {
    expect(usdPerSecond({ baseUsd, unit })).toBe(perSecond);
  });
});

describe('what an edit will cost', () => {
  it.each<[number, string, number | undefined, number | undefined]>([
    [0.168, 'second', 5.04, 840_000],
    [0.168, 'second', 9.6, 1_680_000],
    [0.168, 'Seconds', 3.4, 504_000],
    [0.168, 'sec', undefined, 1_680_000],
    [0.84, 'output', 9, 840_000],
    [1.2, 'video', undefined, 1_200_000],
    [0.168, 'token', 5, undefined],
    [0.168, 'image', 5, undefined],
    [0, 'second', 5, undefined],
    [Number.NaN, 'second', 5, undefined],
  ])('%d USD a %s and a clip of %s s: %s micro-dollars', (baseUsd, unit, length, expected) => {
    expect(expectedMicros({ baseUsd, unit }, [clip(length)])).toBe(expected);
  });

  it('is that of the longest clip, where nobody looked into it', () => {
    expect(expectedMicros({ baseUsd: 0.168, unit: 'second' })).toBe(1_680_000);
  });

  it('is what it was, there and back, for every amount with six decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (micros) => {
        expect(microsOf(usdOf(micros))).toBe(micros);
      }),
    );
  });
});

describe('what is booked in the place of what was set aside', () => {
  const reserved = { day: '2026-11-23', micros: 840_000, since: noon };
  const error = { code: 'c', message: 'm', retryable: false, billable: false };
  it.each<[string, Partial<EditRecord>, number | undefined]>([
    ['nothing of one that waits', { status: 'accepted' }, 0],
    ['not yet, of one that is sent', { status: 'submitting' }, undefined],
    ['not yet, of one in the queue', { status: 'queued', requestId: 'r' }, undefined],
    ['not yet, of one that runs', { status: 'running', requestId: 'r' }, undefined],
    ['not yet, of one that is stored', { status: 'storing', requestId: 'r' }, undefined],
    ['not yet, of one whose outcome is unknown', { status: 'uncertain' }, undefined],
    ['the cost that was reported', { status: 'completed', requestId: 'r', costUsd: 0.8400004 }, 840_000],
    ['a cost of nothing, where that was reported', { status: 'failed', requestId: 'r', costUsd: 0 }, 0],
    ['what was expected, where nothing is reported', { status: 'completed', requestId: 'r' }, 840_000],
    ['what was expected of one that failed there', { status: 'failed', requestId: 'r', error }, 840_000],
    ['nothing of one that was rejected', { status: 'failed', error }, 0],
    [
      'what was expected of one that was given up',
      { status: 'failed', error: { ...error, billable: true } },
      840_000,
    ],
    ['nothing of one that was cancelled before', { status: 'cancelled' }, 0],
    ['what was expected of one cancelled there', { status: 'cancelled', requestId: 'r' }, 840_000],
  ])('is %s', (_name, change, expected) => {
    expect(toBook(anEdit(change), reserved)).toBe(expected);
  });
});

describe('a limit', () => {
  it.each([
    ['none', { todayMicros: 5, monthMicros: 5 }, {}, undefined],
    ['of a day that is just enough', { todayMicros: 5, monthMicros: 50 }, { dailyMicros: 6 }, undefined],
    ['of a day that is not', { todayMicros: 6, monthMicros: 50 }, { dailyMicros: 6 }, 'daily'],
    ['of a month', { todayMicros: 1, monthMicros: 50 }, { monthlyMicros: 50 }, 'monthly'],
    [
      'of both: the month is the longer wait',
      { todayMicros: 6, monthMicros: 50 },
      { dailyMicros: 6, monthlyMicros: 50 },
      'monthly',
    ],
  ] as const)('%s', (_name, books, limits, reached) => {
    expect(limitReached(books, 1, limits)).toBe(reached);
  });

  it.each([
    ['daily', Date.UTC(2026, 10, 23, 23, 59, 59, 999), '2026-11-24T00:00:00.000Z'],
    ['daily', Date.UTC(2026, 10, 24), '2026-11-25T00:00:00.000Z'],
    ['monthly', Date.UTC(2026, 11, 31, 12), '2027-01-01T00:00:00.000Z'],
    ['monthly', Date.UTC(2028, 1, 29), '2028-03-01T00:00:00.000Z'],
  ] as const)('that is %s begins anew after %s', (window, now, end) => {
    expect(new Date(windowEnds(window, now)).toISOString()).toBe(end);
    expect(dayOf(windowEnds(window, now))).not.toBe(dayOf(now));
  });
});
