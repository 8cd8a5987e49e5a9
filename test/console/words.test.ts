import { describe, expect, it } from '@jest/globals';
import { shapeWords, sizeWords, usdWords } from '../../console/words/amounts.ts';
import { costWords, stakeWords } from '../../console/words/cost.ts';
import { ageWords, durationWords } from '../../console/words/durations.ts';
import { isUnderWay, standing, statusOf, statusWords, statuses } from '../../console/words/status.ts';
import { editStatusSchema, waitingForSchema } from '../../lambdas/contract/edit.ts';
import { after, anEditBody, timeAfter } from './an-edit-body.ts';

describe('a status in words', () => {
  it('is there for each, and no two are called the same', () => {
    expect([...statuses].sort()).toEqual([...editStatusSchema.options].sort());
    expect(new Set(statuses.map((status) => statusWords[status].label)).size).toBe(statuses.length);
  });

  it('has a sentence for each thing that an edit may wait for, and no two are the same', () => {
    const sentences = [undefined, ...waitingForSchema.options].map((waitingFor) =>
      standing(anEditBody({ waiting_for: waitingFor })),
    );
    expect(new Set(sentences).size).toBe(5);
  });

  it.each([
    [{ waiting_for: 'capacity', place: 1 }, 'Next in line for a free slot at the provider.'],
    [{ waiting_for: 'capacity', place: 7 }, 'Waits in line for a free slot: place 7.'],
    [{ waiting_for: 'capacity' }, 'Waits in line for a free slot at the provider.'],
    [
      { status: 'queued', queue_position: 3 },
      'The provider has it, and has not begun: 3 before it in the queue there.',
    ],
    [{ status: 'queued' }, 'The provider has it, and has not begun.'],
    [{ status: 'cancelled' }, 'Cancelled before it was sent: nothing was paid.'],
    [{ status: 'cancelled', submitted_at: timeAfter(1) }, 'Cancelled at the provider.'],
    [
      { status: 'completed', deleted_at: timeAfter(9) },
      'Deleted: what it held is gone; that it was, and what it cost, stays.',
    ],
    [
      { status: 'failed', error: { code: 'x', message: 'It is too dark', retryable: false, billable: true } },
      'It is too dark',
    ],
  ] as const)('of %j is: %s', (facts, words) => {
    expect(standing(anEditBody(facts))).toBe(words);
  });

  it('says that cancelling was asked for', () => {
    const asked = anEditBody({ status: 'queued', cancel_requested_at: timeAfter(1) });
    expect(standing(asked)).toContain('You asked for it to be cancelled');
  });

  it('tells what is under way', () => {
    const underWay = statuses.filter((status) => isUnderWay({ status }));
    expect(underWay).toEqual(['accepted', 'submitting', 'queued', 'running', 'storing']);
  });

  it('takes no word from an address that is none', () => {
    expect(statusOf('failed')).toBe('failed');
    expect(statusOf('toString')).toBeUndefined();
    expect(statusOf(undefined)).toBeUndefined();
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [0.02, 'under 0.1 s'],
    [4.27, '4.2 s'],
    [9, '9 s'],
    [38.9, '38 s'],
    [60, '1 min'],
    [185, '3 min 5 s'],
    [7_800, '2 h 10 min'],
    [86_400, '1 day'],
    [273_600, '3 days 4 h'],
  ])('of %d s is %s', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });
});

describe('an age', () => {
  it.each([
    [-3, 'just now'],
    [4, 'just now'],
    [44, '40 s ago'],
    [59, '55 s ago'],
    [61, '1 min ago'],
    [7_199, '1 h ago'],
    [86_400, '1 day ago'],
    [200_000, '2 days ago'],
  ])('after %d s is %s', (seconds, words) => {
    expect(ageWords(timeAfter(0), after(seconds))).toBe(words);
  });
});

describe('an amount', () => {
  it.each([
    [0, '$0.00'],
    [0.84, '$0.84'],
    [0.004, '$0.004'],
    [12, '$12.00'],
  ])('of %d US dollars is %s', (usd, words) => {
    expect(usdWords(usd)).toBe(words);
  });

  it.each([
    [1, '1 byte'],
    [812, '812 bytes'],
    [473_197, '473 kB'],
    [999_600, '1.0 MB'],
    [1_340_000, '1.3 MB'],
    [2_000_000_000, '2.0 GB'],
  ])('of %d bytes is %s', (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });

  it('of pixels and seconds is what is known of them', () => {
    expect(shapeWords({ width: 1280, height: 720, duration_seconds: 5 })).toBe('1280 × 720, 5.0 s');
    expect(shapeWords({ duration_seconds: 5.04 })).toBe('5.0 s');
    expect(shapeWords({ width: 1280 })).toBe('');
  });
});

describe('what an edit costs', () => {
  it.each([
    [{ status: 'completed', cost_usd: 0.84, cost_estimate_usd: 0.5 }, '$0.84', '$0.84'],
    [
      { status: 'running', cost_estimate_usd: 0.84, submitted_at: timeAfter(1) },
      'about $0.84',
      'about $0.84',
    ],
    [{ status: 'accepted' }, undefined, 'the price of an edit'],
    [{ status: 'cancelled', cost_estimate_usd: 0.84 }, 'nothing paid', 'about $0.84'],
    [{ status: 'failed', cost_estimate_usd: 0.84, submitted_at: timeAfter(1) }, 'about $0.84', 'about $0.84'],
  ] as const)('with %j is %s, and at stake is %s', (facts, cost, stake) => {
    expect(costWords(anEditBody(facts))).toBe(cost);
    expect(stakeWords(anEditBody(facts))).toBe(stake);
  });
});
