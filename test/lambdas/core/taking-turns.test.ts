import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import type { Line } from '../../../lambdas/core/line.ts';
import { awaitTurn } from '../../../lambdas/core/taking-turns.ts';
import { wakeLine } from '../../../lambdas/core/waking-line.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeTimes } from '../../fakes/times.ts';
import { fakeTurns } from '../../fakes/turns.ts';
import { fakeWorkflow } from '../../fakes/workflow.ts';
import { anEdit } from './an-edit.ts';

const start = 1_750_000_000_000;
const mine = anEdit({ createdAt: start });
const id = mine.editId;
const holders = (...ids: string[]) => Object.fromEntries(ids.map((holder) => [holder, start]));

const standing = (line: Partial<Line>, records: readonly EditRecord[] = [], given: Partial<FakeDeps> = {}) =>
  fakeDeps([mine, ...records], { turns: fakeTurns({ movedAt: start, ...line }), slots: 1, ...given });

describe('standing in line', () => {
  it('takes a free slot at once, and writes nothing into the edit', async () => {
    const deps = standing({});
    expect((await awaitTurn(mine, deps)).step).toBeUndefined();
    expect(deps.turns.line.holders).toEqual({ [id]: start });
    expect(deps.edits.at(id)).toBe(mine);
  });

  it('draws a ticket, says what it waits for, and goes away where its turn is far', async () => {
    const times = fakeTimes({ any: { count: 60, mean: Math.log(200), variance: 0.1 } });
    const deps = standing({ holders: holders('other'), tickets: 9 }, [], { times });
    const { record, step } = await awaitTurn(mine, deps);
    expect(step).toMatchObject({ next: 'wait' });
    expect(step?.seconds).toBeGreaterThan(900);
    expect(record).toMatchObject({ status: 'accepted', ticket: 10, waitingFor: 'capacity' });
    expect(record.dueAt).toBe(start + (step?.seconds ?? 0) * 1_000);
    expect(deps.clock.slept).toEqual([]);
  });

  it('stays where its turn is near, and has the slot when it comes free', async () => {
    const other = anEdit({ editId: editId(1), status: 'running' });
    const deps = standing(
      {
        holders: holders(other.editId),
        holds: { count: 9, seconds: 90 },
        holdMarks: [{ count: 0, seconds: 0 }],
      },
      [other],
    );
    const waiting = awaitTurn(mine, deps);
    for (let tick = 0; tick < 100 && deps.clock.slept.length < 3; tick += 1) await setImmediate();
    expect(deps.clock.slept).toEqual([500, 500, 500]);
    await deps.turns.release(other.editId, deps.clock.now());
    expect((await waiting).step).toBeUndefined();
    expect(Object.keys(deps.turns.line.holders)).toEqual([id]);
    // Once in line it is written down, and not twice a second.
    expect(deps.edits.at(id).sequence).toBe(2);
  });

  it('goes away at once, near or not, where the process is about to end', async () => {
    const other = anEdit({ editId: editId(1), status: 'running' });
    const line = {
      holders: holders(other.editId),
      holds: { count: 9, seconds: 90 },
      holdMarks: [{ count: 0, seconds: 0 }],
    };
    const deps = standing(line, [other]);
    let leaving = false;
    const waiting = awaitTurn(mine, { ...deps, mayLinger: () => !leaving });
    for (let tick = 0; tick < 100 && deps.clock.slept.length < 2; tick += 1) await setImmediate();
    leaving = true;
    expect((await waiting).step).toMatchObject({ next: 'wait' });
    expect(deps.clock.slept.length).toBeLessThanOrEqual(3);
    expect(deps.edits.at(id).dueAt).toBeLessThan(deps.clock.now() + 10_000);
  });

  it('goes away after a while although its turn is near', async () => {
    const other = anEdit({ editId: editId(1), status: 'running' });
    const deps = standing(
      {
        holders: holders(other.editId),
        holds: { count: 9, seconds: 90 },
        holdMarks: [{ count: 0, seconds: 0 }],
      },
      [other],
    );
    const { step } = await awaitTurn(mine, deps);
    expect(step).toMatchObject({ next: 'wait', seconds: 6 });
    expect(deps.clock.monotonic()).toBeGreaterThan(85_000);
    expect(deps.edits.at(id).dueAt).toBe(deps.clock.now() + 6_000);
  });

  it('fault 35: leaves an edit that is cancelled while it waits as it is, and comes back at once', async () => {
    const other = anEdit({ editId: editId(1), status: 'running' });
    const deps = standing({ holders: holders(other.editId) }, [other]);
    const cancelled = { ...mine, sequence: 2, cancelRequestedAt: start, status: 'cancelled' as const };
    deps.edits.records.set(id, cancelled);
    const { record, step } = await awaitTurn(mine, deps);
    expect(step).toEqual({ next: 'wait', seconds: 1 });
    expect(record).toBe(cancelled);
  });

  it('fault 9: gives an edit up after a day of refusals, though it never had its turn', async () => {
    const slow = { since: start, refusals: 9, notBefore: start + 86_500_000 };
    const deps = standing({ slow });
    deps.clock.advance(86_399_000);
    expect((await awaitTurn(mine, deps)).record.status).toBe('accepted');
    deps.clock.advance(1_000);
    expect((await awaitTurn(mine, deps)).record).toMatchObject({
      status: 'failed',
      error: { code: 'provider_unavailable', retryable: true, billable: false },
    });
  });

  it('fault 9: does not give up an edit that came when the refusals had begun long before', async () => {
    const slow = { since: start - 86_400_000, refusals: 9, notBefore: start + 1_000 };
    expect((await awaitTurn(mine, standing({ slow }))).record.status).toBe('accepted');
  });

  it('fault 70: takes the slot back that a killed process held for an edit that has ended', async () => {
    const ended = anEdit({ editId: editId(1), status: 'completed' });
    const running = anEdit({ editId: editId(2), status: 'running' });
    const deps = standing(
      { holders: holders(ended.editId, running.editId), holds: { count: 9, seconds: 90 } },
      [ended, running],
      { slots: 2 },
    );
    expect((await awaitTurn(mine, deps)).step).toBeUndefined();
    expect(Object.keys(deps.turns.line.holders).sort()).toEqual([id, running.editId].sort());
    expect(deps.log.lines).toContain('warn: a slot was taken back: its edit has no use for it any more');
  });
});

describe('waking the line', () => {
  const waiting = (place: number, more: Partial<EditRecord> = {}) =>
    anEdit({
      editId: editId(place),
      waitingFor: 'capacity',
      ticket: place,
      dueAt: start + 3_600_000 * place,
      ...more,
    });
  const wake = async (
    line: Partial<Line>,
    given: Partial<FakeDeps> = {},
    records = [1, 2, 3, 4].map((place) => waiting(place)),
  ) => {
    const deps = fakeDeps(records, {
      turns: fakeTurns({ tickets: 4, movedAt: start - 61_000, ...line }),
      slots: 2,
      ...given,
    });
    const workflow = fakeWorkflow();
    const woken = await wakeLine(300, { ...deps, workflow });
    return { ...deps, woken, started: workflow.started };
  };

  it('starts the next executions of the first in line where slots stand free', async () => {
    const { woken, started } = await wake({ holders: holders('other'), checkedAt: start });
    // One slot is free, and will be again before the next sweep: edits of 3.6 minutes.
    expect([woken, started]).toEqual([3, [1, 2, 3].map((place) => `${editId(place)}-2`)]);
  });

  it.each<[string, Partial<Line>]>([
    ['all slots are in use', { holders: holders('a', 'b'), checkedAt: start }],
    ['somebody moved a moment ago', { movedAt: start - 30_000 }],
    ['the provider is not to be asked yet', { slow: { since: 0, refusals: 1, notBefore: start + 1 } }],
    ['the account is paused', { pause: { since: 0, tryAt: start + 1, why: 'no balance' } }],
    ['nobody ever drew a ticket', { tickets: 0 }],
  ])('wakes nobody where %s', async (_what, line) => {
    expect((await wake(line)).started).toEqual([]);
  });

  it('fault 15: wakes one for the careful try while the account is paused', async () => {
    const { started } = await wake({ pause: { since: 0, tryAt: start, why: 'no balance' } });
    expect(started).toEqual([`${editId(1)}-2`]);
  });

  it('wakes nobody who is on the way anyway, or does not wait', async () => {
    const { started } = await wake({}, {}, [
      anEdit({ editId: editId(1), status: 'running', dueAt: start + 1 }),
      waiting(2, { dueAt: start - 1 }),
      anEdit({ editId: editId(3), dueAt: start + 5_000 }),
    ]);
    expect(started).toEqual([]);
  });

  it('fault 70: gives the slots of ended edits back first', async () => {
    const ended = [8, 9].map((place) =>
      anEdit({ editId: editId(place), status: 'failed', dueAt: undefined }),
    );
    const { started, turns } = await wake({ holders: holders(editId(8), editId(9)) }, {}, [
      waiting(1),
      ...ended,
    ]);
    expect(turns.line.holders).toEqual({});
    expect(started).toEqual([`${editId(1)}-2`]);
  });
});
