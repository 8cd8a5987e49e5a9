import { describe, expect, it } from '@jest/globals';
import { changed, ended, withoutNotices } from '../../../lambdas/core/edit.ts';
import { sendPending } from '../../../lambdas/core/outbox.ts';
import type { Notices } from '../../../lambdas/core/ports.ts';
import { anEdit, typesOf } from './an-edit.ts';
import { clock, quiet, recordOf } from './one-record.ts';

describe('the outbox', () => {
  const failed = ended(anEdit(), 'failed', {}, 1_000);

  it('fault 48: keeps what the bus did not take, under the same id, and stays due', async () => {
    const { kept, edits } = recordOf(failed);
    const down: Notices = { send: async () => Promise.reject(new Error('the bus is down')) };
    await sendPending(failed, { edits, notices: down, clock, log: quiet });
    expect(kept.record).toBe(failed);
    const taken: string[] = [];
    const up: Notices = {
      send: async (notices) => {
        taken.push(...notices.map(({ notice }) => notice.id));
        return taken;
      },
    };
    const sent = await sendPending(kept.record, { edits, notices: up, clock, log: quiet });
    expect(taken).toEqual(failed.pendingNotices.map(({ id }) => id));
    expect(sent).toMatchObject({ pendingNotices: [], dueAt: undefined });
  });

  it('keeps a part that was not taken', () => {
    const two = changed(failed, {}, 2_000, 'Edit Overdue');
    const [first] = two.pendingNotices;
    const left = withoutNotices(two, [first?.id ?? ''], 3_000);
    expect(left && typesOf(left)).toEqual(['Edit Overdue']);
    expect(left?.dueAt).toBeDefined();
    expect(withoutNotices(two, [], 3_000)).toBeUndefined();
  });

  it('names a notice by edit, type and sequence, so that a repeated change makes no second one', () => {
    const again = ended(anEdit(), 'failed', {}, 9_999);
    expect(again.pendingNotices[0]?.id).toBe(failed.pendingNotices[0]?.id);
    expect(ended(anEdit({ sequence: 2 }), 'failed', {}, 1_000).pendingNotices[0]?.id).not.toBe(
      failed.pendingNotices[0]?.id,
    );
  });
});
