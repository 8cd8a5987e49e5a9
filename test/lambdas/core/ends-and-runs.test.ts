import { describe, expect, it } from '@jest/globals';
import { askToCancel } from '../../../lambdas/core/cancelling.ts';
import {
  changed,
  ended,
  withoutNotices,
  type EditRecord,
  type EditStatus,
} from '../../../lambdas/core/edit.ts';
import { editIdForKey, editIdOf, newEdit, type NewEdit } from '../../../lambdas/core/new-edit.ts';
import { sendPending } from '../../../lambdas/core/outbox.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { Edits, Notices } from '../../../lambdas/core/ports.ts';
import { nextRun, recoverEdit } from '../../../lambdas/core/recovering.ts';
import { anEdit, typesOf } from './an-edit.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: () => 5_000, monotonic: () => 5_000, sleep: async () => undefined };

/** A record of one edit, in memory. */
const recordOf = (record: EditRecord) => {
  const kept = { record };
  const edits: Pick<Edits, 'change'> = {
    change: async (_record, decide) => (kept.record = decide(kept.record) ?? kept.record),
  };
  return { kept, edits: edits as Edits };
};

describe('a wish to cancel', () => {
  it.each<[EditStatus, string, EditStatus]>([
    ['accepted', 'cancelled', 'cancelled'],
    ['submitting', 'asking', 'submitting'],
    ['queued', 'asking', 'queued'],
    ['running', 'too_late', 'running'],
    ['storing', 'too_late', 'storing'],
    ['completed', 'too_late', 'completed'],
    ['failed', 'too_late', 'failed'],
    ['cancelled', 'cancelled', 'cancelled'],
    ['uncertain', 'unknown', 'uncertain'],
  ])('fault 35: for a %s edit is %s, and leaves it %s', (status, state, after) => {
    const decision = askToCancel(anEdit({ status }), 7);
    expect(decision.state).toBe(state);
    expect((decision.record ?? { status }).status).toBe(after);
    if (state === 'asking') expect(decision.record?.cancelRequestedAt).toBe(7);
  });

  it('is marked once', () => {
    expect(askToCancel(anEdit({ status: 'queued', cancelRequestedAt: 3 }), 7)).toEqual({ state: 'asking' });
  });
});

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

describe('picking up an edit', () => {
  const grace = patience.recoverGraceSeconds * 1_000;

  it.each([
    ['late', 'queued', 0, grace + 1, true],
    ['late', 'queued', 0, grace - 1, false],
    ['orphaned', 'queued', 10_000_000, 0, true],
    ['late', 'completed', 0, grace * 9, false],
    ['orphaned', 'uncertain', 0, grace * 9, false],
  ] as const)('%s, %s, due at %i, at %i: %s', (scope, status, dueAt, now, runs) => {
    expect(nextRun(anEdit({ status, dueAt }), scope, now, patience)?.runs).toBe(runs ? 2 : undefined);
  });

  it('ends the lease of an orphaned sender: it is known to be dead', () => {
    const record = anEdit({ status: 'submitting', claim: { token: 't', leaseUntil: 99_999 } });
    expect(nextRun(record, 'orphaned', 10, patience)?.claim).toEqual({ token: 't', leaseUntil: 10 });
  });

  it('comes back ever later to an edit that no run moves', () => {
    const due = [1, 2, 3, 20].map((runs) => nextRun(anEdit({ runs }), 'orphaned', 0, patience)?.dueAt);
    expect(due).toEqual([300_000, 600_000, 1_200_000, 86_400_000]);
  });

  it('fault 27: leaves an edit due where its execution could not be started', async () => {
    const { kept, edits } = recordOf(anEdit({ status: 'queued' }));
    const deps = { edits, notices: { send: async () => [] }, clock, log: quiet, patience };
    const throttled = { start: async () => Promise.reject(new Error('throttled')) };
    await expect(recoverEdit(kept.record, 'orphaned', { ...deps, workflow: throttled })).rejects.toThrow();
    expect(kept.record).toMatchObject({ runs: 2, dueAt: 5_000 });
    const started: [string, number][] = [];
    const workflow = { start: async (editId: string, run: number) => void started.push([editId, run]) };
    await recoverEdit(kept.record, 'orphaned', { ...deps, workflow });
    expect(started).toEqual([[kept.record.editId, 3]]);
  });
});

describe('a new edit', () => {
  const wish: NewEdit = {
    editId: 'ed_x',
    owner: 'o',
    request: {
      prompt: 'p',
      videoUrl: 'v',
      keepAudio: false,
      imageUrls: ['i'],
      elements: [{ frontalImageUrl: 'f', referenceImageUrls: ['r'] }],
    },
    metadata: { a: '1', b: '2' },
    origin: { type: 'api' },
  };

  it('has an id of 130 bits that is the same for the same stage, owner and key alone', () => {
    const id = editIdForKey('dev', 'me', 'key');
    expect(id).toMatch(/^ed_[a-z2-7]{26}$/u);
    expect(editIdForKey('dev', 'me', 'key')).toBe(id);
    const others = [
      editIdForKey('prod', 'me', 'key'),
      editIdForKey('dev', 'you', 'key'),
      editIdForKey('dev', 'me', 'kez'),
      editIdForKey('dev', 'mek', 'ey'),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
    expect(editIdOf(new Uint8Array(17).fill(255))).toBe(`ed_${'7'.repeat(26)}`);
    expect(editIdOf(new Uint8Array(17))).toBe(`ed_${'a'.repeat(26)}`);
  });

  it('is the same request whatever the order of its metadata', () => {
    const turned = newEdit({ ...wish, metadata: { b: '2', a: '1' } }, 5);
    expect(turned.requestHash).toBe(newEdit(wish, 9).requestHash);
  });

  it.each<[string, Partial<NewEdit>]>([
    ['prompt', { request: { ...wish.request, prompt: 'q' } }],
    ['clip', { request: { ...wish.request, videoUrl: 'w' } }],
    ['sound', { request: { ...wish.request, keepAudio: true } }],
    ['images', { request: { ...wish.request, imageUrls: [] } }],
    ['elements', { request: { ...wish.request, elements: [] } }],
    ['callback', { webhookUrl: 'https://x' }],
    ['metadata', { metadata: { a: '1' } }],
  ])('is another request with another %s', (_what, other) => {
    expect(newEdit({ ...wish, ...other }, 0).requestHash).not.toBe(newEdit(wish, 0).requestHash);
  });
});
