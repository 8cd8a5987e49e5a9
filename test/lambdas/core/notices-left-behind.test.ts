import { describe, expect, test } from '@jest/globals';
import { changed, ended, type EditRecord, type Notice } from '../../../lambdas/core/edit.ts';
import { sendPending } from '../../../lambdas/core/outbox.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import { recoverEdit } from '../../../lambdas/core/recovering.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeEdits } from '../../fakes/edits.ts';
import { fakeLog } from '../../fakes/log.ts';
import { fakeNotices } from '../../fakes/notices.ts';
import { anEdit, typesOf } from './an-edit.ts';

const twoNotices = ended(
  changed(anEdit({ requestId: 'r-1' }), {}, 1_000, 'Edit Overdue'),
  'failed',
  {},
  2_000,
);
const ids = twoNotices.pendingNotices.map(({ id }) => id);

const outboxOf = (record: EditRecord, takes?: (notice: Notice) => boolean) => ({
  edits: fakeEdits(record),
  notices: fakeNotices(takes),
  clock: fakeClock(3_000),
  log: fakeLog(),
});

describe('notices left behind', () => {
  test('fault 48: of which the bus took one: the other stays under its id, and the edit due', async () => {
    const deps = outboxOf(twoNotices, ({ type }) => type === 'Edit Overdue');
    const left = await sendPending(twoNotices, deps);
    expect(left.pendingNotices.map(({ id }) => id)).toEqual(ids.slice(1));
    expect(left.dueAt).toBe(2_000);
    const end = await sendPending(left, { ...deps, notices: fakeNotices() });
    expect(end).toMatchObject({ pendingNotices: [], dueAt: undefined });
  });

  test('fault 48: are told again, with the same ids, when a process died before it took them out', async () => {
    const notices = fakeNotices();
    const dead = { ...outboxOf(twoNotices), notices };
    const lost = new Error('died');
    const dies = { ...dead, edits: { ...dead.edits, change: async () => Promise.reject(lost) } };
    await expect(sendPending(twoNotices, dies)).rejects.toBe(lost);
    await sendPending(twoNotices, dead);
    expect(notices.told.map(({ id }) => id)).toEqual([...ids, ...ids]);
  });

  test('say what the edit was when they were written, not what it has become', async () => {
    const running = changed(anEdit({ status: 'running', requestId: 'r-1' }), {}, 1_000, 'Edit Overdue');
    const later = ended(running, 'completed', {}, 2_000);
    const deps = outboxOf(later);
    await sendPending(later, deps);
    expect(deps.notices.told.map(({ type, edit }) => [type, edit.status, edit.sequence])).toEqual([
      ['Edit Overdue', 'running', 2],
      ['Edit Completed', 'completed', 3],
    ]);
  });

  test('do not take out one that was written meanwhile', async () => {
    const before = changed(anEdit({ status: 'running', requestId: 'r-1' }), {}, 1_000, 'Edit Overdue');
    const since = ended(before, 'completed', {}, 2_000);
    const left = await sendPending(before, outboxOf(since));
    expect(typesOf(left)).toEqual(['Edit Completed']);
    expect(left).toMatchObject({ status: 'completed', dueAt: 2_000 });
  });

  test('leave a live edit due when it was', async () => {
    const live = changed(anEdit({ status: 'queued', dueAt: 9_000 }), {}, 1_000, 'Edit Submitted');
    expect(await sendPending(live, outboxOf(live))).toMatchObject({ pendingNotices: [], dueAt: 9_000 });
  });

  test('are none: nobody is asked, and nothing changes', async () => {
    const deps = outboxOf(anEdit(), () => {
      throw new Error('asked');
    });
    expect(await sendPending(anEdit(), deps)).toEqual(anEdit());
    expect(deps.log.lines).toEqual([]);
  });

  test.each(['failed', 'uncertain'] as const)(
    'fault 48: of an edit that is %s are sent by recover, which starts nothing',
    async (status) => {
      const record = { ...twoNotices, status };
      const deps = outboxOf(record);
      const start = async () => Promise.reject(new Error('started'));
      expect(await recoverEdit(record, 'late', { ...deps, workflow: { start }, patience })).toBe(false);
      expect(deps.notices.told.map(({ id }) => id)).toEqual(ids);
      expect(deps.edits.at(record.editId).dueAt).toBeUndefined();
    },
  );
});

describe('a live edit that is late', () => {
  const late = anEdit({ status: 'running', requestId: 'r-1', dueAt: 0 });

  test('fault 27: gets one next run from two that pick it up at once', async () => {
    const started: number[] = [];
    const start = async (_editId: string, run: number) => void started.push(run);
    const clock = fakeClock(10 * 60_000);
    const deps = { ...outboxOf(late), clock, workflow: { start }, patience };
    await Promise.all([recoverEdit(late, 'late', deps), recoverEdit(late, 'late', deps)]);
    // Both may ask for it: an execution of this name is started once.
    expect(new Set(started)).toEqual(new Set([2]));
  });

  test('is left alone where somebody touched it since it was found', async () => {
    const deps = outboxOf(late);
    const touched = changed(late, { dueAt: 10 * 60_000 }, 1_000);
    deps.edits.records.set(late.editId, touched);
    const workflow = { start: async () => Promise.reject(new Error('started')) };
    const clock = fakeClock(10 * 60_000);
    expect(await recoverEdit(late, 'late', { ...deps, clock, workflow, patience })).toBe(false);
    expect(deps.edits.at(late.editId)).toEqual(touched);
  });
});
