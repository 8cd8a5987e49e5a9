import { describe, expect, it } from '@jest/globals';
import { nextLookSeconds } from '../../console/edit/next-look.ts';
import { oneEdit } from '../../console/edit/one-edit.ts';
import { mostNotices, withNotice } from '../../console/live/kept-notices.ts';
import { secondsAfterFailures } from '../../console/live/patience.ts';
import type { DeliveryBody } from '../../lambdas/contract/delivery.ts';
import type { EveryEvent } from '../../lambdas/contract/every-event.ts';
import { after, anEditBody, timeAfter } from './an-edit-body.ts';

const delivery = (status: DeliveryBody['status']): DeliveryBody => ({
  delivery_id: `dl_${'0'.repeat(32)}`,
  notice_id: `nt_${'0'.repeat(32)}`,
  ...{ type: 'Edit Completed', url: 'https://example.com/', status, attempts: [], created_at: timeAfter(1) },
});

describe('when an edit is looked at again', () => {
  it.each([
    ['under way', { status: 'running' }, [], 2],
    ['uncertain: a slow sender may still bring the truth', { status: 'uncertain' }, [], 5],
    ['being deleted', { status: 'completed', delete_requested_at: timeAfter(1) }, [], 2],
    ['deleted', { status: 'completed', deleted_at: timeAfter(1) }, ['pending'], undefined],
    ['just ended', { status: 'completed', updated_at: timeAfter(590) }, [], 5],
    ['ended long ago', { status: 'completed' }, ['delivered'], undefined],
    ['ended, a webhook still to be told', { status: 'completed' }, ['delivered', 'pending'], 5],
  ] as const)('%s', (_what, facts, deliveries, seconds) => {
    expect(nextLookSeconds(anEditBody(facts), deliveries.map(delivery), after(600))).toBe(seconds);
  });

  it('is later the longer nothing answers, and at most every ten seconds', () => {
    expect([1, 2, 3, 4, 5, 50].map(secondsAfterFailures)).toEqual([1, 2, 4, 8, 10, 10]);
  });
});

describe('one edit', () => {
  it('does not go back to what it was by an answer that was overtaken', async () => {
    const one = oneEdit('ed_1', {
      edits: { get: async () => anEditBody({ sequence: 3, status: 'queued' }) },
      deliveries: { list: async () => ({ deliveries: [] }) },
      now: () => after(1),
      signal: new AbortController().signal,
    });
    one.take(anEditBody({ sequence: 4, status: 'cancelled' }));
    await one.look();
    expect(one.edit.value?.status).toBe('cancelled');
  });
});

describe('the notices that are kept', () => {
  const told = (n: number, seconds = n): EveryEvent => ({
    source: 'reshoot',
    'detail-type': 'Edit Completed',
    detail: {
      version: '1',
      id: `nt_${String(n).padStart(32, '0')}`,
      sequence: 1,
      occurred_at: timeAfter(seconds),
      edit: anEditBody(),
    },
  });
  const all = (events: readonly EveryEvent[]) => events.reduce<readonly EveryEvent[]>(withNotice, []);

  it('stand newest first, in whatever order they came', () => {
    expect(all([told(1), told(3), told(2)])).toEqual([told(3), told(2), told(1)]);
  });

  it('are there once, however often they are told', () => {
    const kept = all([told(1), told(2)]);
    expect(withNotice(kept, told(1))).toBe(kept);
  });

  it('are so many and no more', () => {
    const kept = all(Array.from({ length: mostNotices + 5 }, (_, n) => told(n)));
    expect(kept).toHaveLength(mostNotices);
    expect(kept[0]).toEqual(told(mostNotices + 4));
  });
});
