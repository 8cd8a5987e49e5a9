import { describe, expect, it } from '@jest/globals';
import { statusSeen } from '../../../lambdas/adapters/runcomfy/status-seen.ts';
import { checkStatus } from '../../../lambdas/check-status/check-status.ts';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { EditNotFound } from '../../../lambdas/core/errors.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { StatusSeen } from '../../../lambdas/core/provider.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeProvider, inTurn, type Answers } from '../../fakes/provider.ts';
import { heard } from '../adapters/runcomfy/answers.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const id = editId(0);
const input = { edit_id: id };
const sent = { requestId: 'request-1', sentAt: start };
const day = 86_400_000;

const looking = (state: Partial<EditRecord>, answers: Answers = {}) => {
  const deps = fakeDeps([anEdit({ status: 'queued', ...sent, ...state })], {
    provider: fakeProvider(answers),
  });
  const look = checkStatus(deps);
  return { ...deps, look, record: () => deps.edits.at(id) };
};

/** Looks again and again, each time when it was said, until something else than waiting comes next. */
const untilSettled = async ({ look, clock }: ReturnType<typeof looking>) => {
  const gaps: number[] = [];
  for (;;) {
    const step = await look(input);
    expect(Number.isInteger(step.seconds) && step.seconds >= 1).toBe(true);
    if (step.next !== 'wait') return { ...step, gaps };
    gaps.push(step.seconds);
    clock.advance(step.seconds * 1_000);
    if (gaps.length > 10_000) throw new Error('it looks for ever');
  }
};

describe('CheckStatus', () => {
  it('follows an edit from the queue to its result', async () => {
    const status = inTurn<StatusSeen>(
      { status: 'queued', queuePosition: 2 },
      { status: 'queued', queuePosition: 0 },
      { status: 'running' },
      { status: 'finished' },
    );
    const { look, record, provider, notices } = looking({}, { status });
    const seen: unknown[] = [];
    for (let times = 1; times <= 4; times += 1) {
      const { next } = await look(input);
      seen.push([next, record().status, record().queuePosition]);
    }
    expect(seen).toEqual([
      ['wait', 'queued', 2],
      ['wait', 'queued', 0],
      ['wait', 'running', undefined],
      ['store', 'storing', undefined],
    ]);
    expect(provider.calls).toEqual(Array(4).fill('status request-1'));
    expect(notices.types()).toEqual([]);
  });

  it('says when the edit is due next, so that recover finds it where its execution dies', async () => {
    const { look, record, clock } = looking({});
    const { seconds } = await look(input);
    expect(record().dueAt).toBe(clock.now() + seconds * 1_000);
  });

  it.each<[Partial<EditRecord>, string]>([
    [{ status: 'uncertain' }, 'announce'],
    [{ status: 'completed' }, 'announce'],
    [{ status: 'failed' }, 'announce'],
    [{ status: 'cancelled' }, 'announce'],
    [{ status: 'accepted', requestId: undefined }, 'wait'],
    [{ status: 'submitting', requestId: undefined }, 'wait'],
  ])('asks nobody about an edit that is %o', async (state, next) => {
    const { look, provider, record } = looking(state);
    expect(await look(input)).toMatchObject({ next });
    expect(provider.calls).toEqual([]);
    expect(record().sequence).toBe(1);
  });

  it('does not know an edit that is not on record', async () => {
    await expect(checkStatus(fakeDeps())(input)).rejects.toThrow(EditNotFound);
  });
});

describe('CheckStatus and what the provider may say', () => {
  it.each([
    ['a 500', heard(500, '')],
    ['garbage', heard(200, '<html>')],
    ['no answer in time', { heard: false, left: true, why: 'no answer in time' } as const],
  ])('fault 29: lives through 50 times %s, looking ever less often', async (_what, answer) => {
    let looks = 0;
    const edit = looking(
      {},
      {
        status: () => {
          looks += 1;
          return looks <= 50 ? statusSeen(answer) : { status: 'finished' };
        },
      },
    );
    const { next, gaps } = await untilSettled(edit);
    expect(next).toBe('store');
    expect(gaps).toHaveLength(50);
    expect(gaps.slice(0, 9)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(edit.record().status).toBe('storing');
  });

  it('fault 29: begins anew to count what was in vain once the provider is heard again', async () => {
    const status = inTurn<StatusSeen>(
      { status: 'unreachable', why: 'down' },
      { status: 'unreachable', why: 'down' },
      { status: 'running' },
      { status: 'unreachable', why: 'down' },
    );
    const { look, record } = looking({}, { status });
    const gaps: number[] = [];
    for (let times = 1; times <= 4; times += 1) gaps.push((await look(input)).seconds);
    expect(gaps).toEqual([2, 4, 9, 2]);
    expect(record().vain.unreachable).toBe(1);
  });

  it('fault 30: believes at the sixth 404 that the provider lost the request, and names it', async () => {
    const edit = looking({}, { status: () => ({ status: 'unknown_request' }) });
    const { next, gaps } = await untilSettled(edit);
    expect(next).toBe('announce');
    expect(gaps).toHaveLength(5);
    expect(edit.record()).toMatchObject({
      status: 'failed',
      error: { code: 'unknown_at_provider', retryable: false, billable: true },
    });
    expect(edit.record().error?.message).toContain('request-1');
    expect(edit.notices.types()).toEqual(['Edit Failed']);
  });

  it.each([
    ['COMPLETED', 'store'],
    ['In_Progress', 'wait'],
    ['canceled', 'announce'],
    ['cancelled', 'announce'],
  ])('fault 31: takes %s in either spelling and any case', async (word, next) => {
    const { look, log } = looking({}, { status: () => statusSeen(heard(200, { status: word })) });
    expect(await look(input)).toMatchObject({ next });
    expect(log.lines).toEqual([]);
  });

  it('fault 31: takes a word never heard for running, and writes it down', async () => {
    const { look, log, record } = looking(
      {},
      { status: () => statusSeen(heard(200, { status: 'Dreaming' })) },
    );
    expect(await look(input)).toMatchObject({ next: 'wait' });
    expect(record().status).toBe('running');
    expect(log.entries).toEqual([
      {
        message: 'a status word never heard before, taken for running',
        facts: { editId: id, requestId: 'request-1', word: expect.stringMatching(/dreaming/iu) as unknown },
      },
    ]);
  });

  it.each<[EditRecord['status'], StatusSeen, EditRecord['status']]>([
    ['running', { status: 'queued', queuePosition: 3 }, 'running'],
    ['storing', { status: 'queued', queuePosition: 3 }, 'storing'],
    ['storing', { status: 'running' }, 'storing'],
    ['running', { status: 'running' }, 'running'],
  ])(
    'fault 32: keeps an edit that is %s where it is when the provider says %o',
    async (status, seen, after) => {
      const { look, record } = looking({ status }, { status: () => seen });
      expect(await look(input)).toMatchObject({ next: 'wait' });
      expect(record()).toMatchObject({ status: after, queuePosition: undefined });
    },
  );

  it('fault 33: marks an edit overdue once, looks on ever more rarely, and fails it with the retention', async () => {
    const edit = looking({ status: 'running' });
    const { next, gaps } = await untilSettled(edit);
    expect(next).toBe('announce');
    expect(edit.notices.types()).toEqual(['Edit Overdue', 'Edit Failed']);
    const [overdue] = edit.notices.told;
    const overdueAfter = ((overdue?.occurredAt ?? 0) - start) / 60_000;
    expect(overdueAfter).toBeGreaterThan(60);
    expect(overdueAfter).toBeLessThan(62);
    expect(edit.clock.now() - start).toBeGreaterThan(patience.retentionDays * day);
    expect(edit.clock.now() - start).toBeLessThan((patience.retentionDays + 1) * day);
    expect(edit.record()).toMatchObject({
      status: 'failed',
      error: { code: 'result_expired', billable: true },
    });
    // An execution has 25,000 events, and a pass of the loop takes about ten.
    expect(gaps.length).toBeLessThan(1_000);
    expect(Math.max(...gaps)).toBe(3_600);
  });

  it('fault 34: stores what finishes after it was called overdue, and keeps the mark', async () => {
    const { look, clock, record, notices } = looking(
      { status: 'running' },
      { status: inTurn<StatusSeen>({ status: 'running' }, { status: 'finished' }) },
    );
    clock.advance(2 * 3_600_000);
    await look(input);
    clock.advance(3_600_000);
    expect(await look(input)).toEqual({ next: 'store', seconds: 1 });
    expect(record()).toMatchObject({ status: 'storing', overdueAt: start + 2 * 3_600_000 });
    expect(notices.types()).toEqual(['Edit Overdue']);
  });

  it('fault 35: ends what was cancelled at the provider', async () => {
    const { look, record, notices } = looking(
      { status: 'running' },
      { status: () => ({ status: 'cancelled' }) },
    );
    expect(await look(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(record().status).toBe('cancelled');
    expect(notices.types()).toEqual(['Edit Cancelled']);
  });

  it.each<[string, Answers, EditRecord['status']]>([
    [
      'believes the look that follows, not the answer to the cancel',
      { cancel: () => ({ outcome: 'not_cancellable' }), status: () => ({ status: 'cancelled' }) },
      'cancelled',
    ],
    [
      'stores what finished first',
      { cancel: () => ({ outcome: 'cancelled' }), status: () => ({ status: 'finished' }) },
      'storing',
    ],
    [
      'follows what runs already',
      { cancel: () => ({ outcome: 'not_cancellable' }), status: () => ({ status: 'running' }) },
      'running',
    ],
    [
      'asks again where the provider is out of reach',
      {
        cancel: () => ({ outcome: 'unreachable', why: 'down' }),
        status: () => ({ status: 'unreachable', why: 'down' }),
      },
      'queued',
    ],
  ])(
    'fault 35: asks the provider to cancel a queued edit whose owner wished it, and %s',
    async (_name, answers, after) => {
      const { look, provider, record } = looking({ cancelRequestedAt: start }, answers);
      await look(input);
      expect(provider.calls.slice(0, 2)).toEqual(['cancel request-1', 'status request-1']);
      expect(record().status).toBe(after);
    },
  );

  it.each<EditRecord['status']>(['running', 'storing'])(
    'fault 35: does not ask to cancel an edit that is %s',
    async (status) => {
      const { look, provider } = looking({ status, cancelRequestedAt: start });
      await look(input);
      expect(provider.calls).toEqual(['status request-1']);
    },
  );

  it('fault 67: judges the record as it stands, where it ended while the provider was asked', async () => {
    const edit = looking({}, {});
    const provider = fakeProvider({
      status: () => {
        edit.edits.records.set(id, { ...edit.record(), status: 'cancelled', sequence: 2 });
        return { status: 'running' };
      },
    });
    expect(await checkStatus({ ...edit, provider })(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(edit.record()).toMatchObject({ status: 'cancelled', sequence: 2 });
  });
});
