import { describe, expect, it } from '@jest/globals';
import { announce } from '../../../lambdas/announce/announce.ts';
import { changed, ended, type EditRecord, type EditStatus } from '../../../lambdas/core/edit.ts';
import { EditNotFound } from '../../../lambdas/core/errors.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeNotices } from '../../fakes/notices.ts';
import { anEdit } from '../core/an-edit.ts';

const id = editId(0);
const input = { edit_id: id };
const error = { code: 'failed_at_provider', message: 'no face was found', retryable: false, billable: true };
const failed = (record = anEdit()): EditRecord => ended(record, 'failed', { error }, 5);

describe('Announce', () => {
  it.each<[EditStatus, string]>([
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
    ['uncertain', 'uncertain'],
    ['accepted', 'wait'],
    ['submitting', 'wait'],
    ['queued', 'wait'],
    ['running', 'wait'],
    ['storing', 'wait'],
  ])('says of an edit that is %s: %s', async (status, next) => {
    const deps = fakeDeps([anEdit({ status })]);
    expect(await announce(deps)(input)).toEqual({
      next,
      seconds: next === 'wait' ? 60 : 1,
      error: status,
      cause: `The edit is ${status}`,
    });
  });

  it('gives a failed execution the real reason', async () => {
    const deps = fakeDeps([failed()]);
    expect(await announce(deps)(input)).toEqual({
      next: 'failed',
      seconds: 1,
      error: 'failed_at_provider',
      cause: 'no face was found',
    });
    expect(deps.notices.types()).toEqual(['Edit Failed']);
  });

  it('cuts a reason that an execution could not hold', async () => {
    const long = { ...error, code: 'c'.repeat(1_000), message: 'm'.repeat(100_000) };
    const step = await announce(fakeDeps([anEdit({ status: 'failed', error: long })]))(input);
    expect([step.error.length, step.cause.length]).toEqual([128, 16_000]);
  });

  it('leaves nothing due once everybody was told', async () => {
    const deps = fakeDeps([failed()]);
    await announce(deps)(input);
    expect(deps.edits.at(id)).toMatchObject({ pendingNotices: [], dueAt: undefined });
  });

  it.each([
    ['refuses', () => false],
    [
      'is out of reach',
      () => {
        throw new Error('throttled');
      },
    ],
  ])(
    'fault 48: comes back while the bus %s, and sends the same notice once it is taken',
    async (_how, refusing) => {
      const deps = fakeDeps([failed()], { notices: fakeNotices(refusing) });
      const [pending] = deps.edits.at(id).pendingNotices;
      for (let times = 1; times <= 3; times += 1) {
        expect(await announce(deps)(input)).toMatchObject({ next: 'wait', seconds: 60, error: error.code });
        expect(deps.edits.at(id)).toMatchObject({ status: 'failed', pendingNotices: [pending] });
      }
      const notices = fakeNotices();
      expect(await announce({ ...deps, notices })(input)).toMatchObject({ next: 'failed' });
      expect(notices.told).toEqual([pending]);
      expect(deps.edits.at(id).pendingNotices).toEqual([]);
    },
  );

  it('fault 48: keeps of several notices those alone that were not taken', async () => {
    const overdue = changed(anEdit(), { overdueAt: 5 }, 5, 'Edit Overdue');
    const deps = fakeDeps([failed(overdue)], { notices: fakeNotices(({ type }) => type === 'Edit Overdue') });
    expect(await announce(deps)(input)).toMatchObject({ next: 'wait' });
    expect(deps.edits.at(id).pendingNotices.map(({ type }) => type)).toEqual(['Edit Failed']);
    expect(deps.edits.at(id).dueAt).toBe(5);
  });

  it('fault 48: sends what a process left behind that died between the record and the event, under the same id', async () => {
    const record = failed();
    const ids = record.pendingNotices.map((notice) => notice.id);
    // Told, and killed before the outbox was emptied: the consumer drops the double by its id.
    const deps = fakeDeps([record]);
    await announce(deps)(input);
    deps.edits.records.set(id, record);
    await announce(deps)(input);
    expect(deps.notices.told.map((notice) => notice.id)).toEqual([...ids, ...ids]);
  });

  it('does not know an edit that is not on record', async () => {
    await expect(announce(fakeDeps())(input)).rejects.toThrow(EditNotFound);
  });
});
