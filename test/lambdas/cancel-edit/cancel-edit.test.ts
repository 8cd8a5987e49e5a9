import { describe, expect, it } from '@jest/globals';
import { cancelEdit } from '../../../lambdas/cancel-edit/cancel-edit.ts';
import { checkStatus } from '../../../lambdas/check-status/check-status.ts';
import type { EditRecord, EditStatus } from '../../../lambdas/core/edit.ts';
import { send } from '../../../lambdas/send/send.ts';
import { apiRequest, editIn, problemIn } from '../../fakes/api-request.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeProvider, type Answers } from '../../fakes/provider.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const id = editId(0);
const wish = apiRequest({ path: { edit_id: id } });
const there = { requestId: 'request-1', sentAt: start };

const cancelling = (record: Partial<EditRecord>, answers: Answers = {}) => {
  const deps = fakeDeps([anEdit(record)], { provider: fakeProvider(answers) });
  return { ...deps, cancel: async () => cancelEdit(deps)(wish), record: () => deps.edits.at(id) };
};

describe('POST /v1/edits/{edit_id}/cancel', () => {
  it('fault 35: cancels at once what was not sent, and tells of it', async () => {
    const { cancel, record, notices, provider } = cancelling({ status: 'accepted', waitingFor: 'provider' });
    const answer = await cancel();
    expect(answer.status).toBe(202);
    expect(editIn(answer)).toMatchObject({
      status: 'cancelled',
      cancel_requested_at: expect.any(String) as unknown,
    });
    expect(notices.types()).toEqual(['Edit Cancelled']);
    expect(record().dueAt).toBeUndefined();
    expect(provider.calls).toEqual([]);
  });

  it('fault 35: marks what is being sent, and the workflow asks the provider once it is queued', async () => {
    const { promise, resolve } = Promise.withResolvers<{ verdict: 'accepted'; requestId: string }>();
    const { cancel, record, provider, ...deps } = cancelling(
      {},
      { submit: async () => promise, status: () => ({ status: 'cancelled' }) },
    );
    const sending = send({ ...deps, provider, newToken: () => 'token' })({ edit_id: id });
    while (provider.calls.length === 0) await deps.clock.sleep(1);
    const answer = await cancel();
    expect([answer.status, editIn(answer).status, answer.headers['retry-after']]).toEqual([
      202,
      'submitting',
      '2',
    ]);
    resolve({ verdict: 'accepted', requestId: 'request-1' });
    await sending;
    expect(record().status).toBe('queued');
    expect(await checkStatus({ ...deps, provider })({ edit_id: id })).toMatchObject({ next: 'announce' });
    expect(provider.calls).toEqual(['submit', 'cancel request-1', 'status request-1', 'result request-1']);
    expect(deps.notices.types()).toEqual(['Edit Submitted', 'Edit Cancelled']);
  });

  it('fault 35: cancels at the provider what is queued there, and believes what a look says', async () => {
    const { cancel, provider, notices, record } = cancelling(
      { status: 'queued', ...there },
      { status: () => ({ status: 'cancelled' }) },
    );
    const answer = await cancel();
    expect([answer.status, editIn(answer).status]).toEqual([202, 'cancelled']);
    expect(provider.calls).toEqual(['cancel request-1', 'status request-1']);
    expect(notices.types()).toEqual(['Edit Cancelled']);
    expect(record()).toMatchObject({ status: 'cancelled', pendingNotices: [] });
  });

  it.each<[string, Answers, EditStatus]>([
    ['finished meanwhile', { status: () => ({ status: 'finished' }) }, 'queued'],
    ['is queued still', { status: () => ({ status: 'queued', queuePosition: 1 }) }, 'queued'],
    ['cannot be reached for the look', { status: () => ({ status: 'unreachable', why: 'down' }) }, 'queued'],
    ['cannot be reached at all', { cancel: () => ({ outcome: 'unreachable', why: 'down' }) }, 'queued'],
  ])(
    'fault 35: promises no more than to try where it %s, and leaves it to the workflow',
    async (_what, answers, status) => {
      const { cancel, record, notices } = cancelling({ status: 'queued', ...there }, answers);
      const answer = await cancel();
      expect([answer.status, editIn(answer).status, answer.headers['retry-after']]).toEqual([
        202,
        status,
        '2',
      ]);
      expect(record()).toMatchObject({ status, cancelRequestedAt: start });
      expect(notices.types()).toEqual([]);
    },
  );

  it('fault 35: tells the truth where it turns out to run already', async () => {
    const { cancel, record } = cancelling(
      { status: 'queued', ...there },
      { cancel: () => ({ outcome: 'not_cancellable' }), status: () => ({ status: 'running' }) },
    );
    const problem = problemIn(await cancel());
    expect(problem).toMatchObject({ status: 409, code: 'not_cancellable', edit_id: id });
    expect(problem.detail).toContain('is running');
    expect(record().status).toBe('running');
  });

  it.each<[EditStatus, string]>([
    ['running', 'is billed'],
    ['storing', 'is billed'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['uncertain', 'unknown'],
  ])('fault 35: refuses to cancel what is %s, and changes nothing', async (status, words) => {
    const { cancel, record, provider } = cancelling({ status, ...there });
    const problem = problemIn(await cancel());
    expect(problem).toMatchObject({ status: 409, code: 'not_cancellable' });
    expect(problem.detail).toContain(words);
    expect(record().sequence).toBe(1);
    expect(provider.calls).toEqual([]);
  });

  it('fault 35: answers a repeated wish alike, and tells of the end once', async () => {
    const { cancel, notices } = cancelling({});
    const [first, second] = [editIn(await cancel()), editIn(await cancel())];
    expect([first.status, second.status]).toEqual(['cancelled', 'cancelled']);
    expect(notices.types()).toEqual(['Edit Cancelled']);
  });

  it('fault 35: keeps the first of several wishes, and asks the provider again', async () => {
    const { cancel, clock, record, provider } = cancelling(
      { status: 'queued', ...there },
      { cancel: () => ({ outcome: 'unreachable', why: 'down' }) },
    );
    await cancel();
    clock.advance(5_000);
    await cancel();
    expect(record()).toMatchObject({ cancelRequestedAt: start, sequence: 2 });
    expect(provider.calls).toHaveLength(2);
  });

  it('fault 35: pays nothing where the wish and the sender race', async () => {
    const deps = fakeDeps([anEdit()]);
    const [answer, step] = await Promise.all([
      cancelEdit(deps)(wish),
      send({ ...deps, newToken: () => 'token' })({ edit_id: id }),
    ]);
    // Whoever was first: it is cancelled and was not sent, or was sent and is marked.
    const { status, cancelRequestedAt } = deps.edits.at(id);
    expect(answer.status).toBe(202);
    expect(cancelRequestedAt).toBeDefined();
    expect([status, step.next, deps.provider.calls.includes('submit')]).toEqual(
      status === 'cancelled' ? ['cancelled', 'announce', false] : [status, 'look', true],
    );
  });

  it('fault 8: answers 404 to anybody but its owner, and changes nothing', async () => {
    const deps = fakeDeps([anEdit()]);
    const answer = await cancelEdit(deps)({ ...wish, owner: 'somebody else' });
    expect(problemIn(answer)).toMatchObject({ status: 404, code: 'not_found' });
    expect(deps.edits.at(id).sequence).toBe(1);
  });
});
