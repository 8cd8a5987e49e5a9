import { describe, expect, it } from '@jest/globals';
import { changed, ended, type EditRecord } from '../../../lambdas/core/edit.ts';
import { EditNotFound } from '../../../lambdas/core/errors.ts';
import { recover, recoverRun } from '../../../lambdas/recover/recover.ts';
import { send } from '../../../lambdas/send/send.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeMeter } from '../../fakes/meter.ts';
import { fakeNotices } from '../../fakes/notices.ts';
import { fakeResults } from '../../fakes/results.ts';
import { fakeWorkflow } from '../../fakes/workflow.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const id = editId(0);
const minute = 60_000;

const recovering = (deps: FakeDeps, workflow = fakeWorkflow(), meter = fakeMeter()) => ({
  workflow,
  meter,
  recover: recover({ ...deps, workflow, meter, results: fakeResults(), sweepSeconds: 300 }),
});

describe('recover', () => {
  it.each([
    ['accepted', { status: 'accepted' }],
    ['queued', { status: 'queued', requestId: 'r' }],
    ['running', { status: 'running', requestId: 'r' }],
    ['storing', { status: 'storing', requestId: 'r' }],
    ['submitting, by a sender that died', { status: 'submitting', claim: { token: 't', leaseUntil: start } }],
  ] satisfies [string, Partial<EditRecord>][])(
    'fault 27: starts the next execution of an edit that is %s and whose execution is gone',
    async (_name, state) => {
      const deps = fakeDeps([anEdit({ ...state, dueAt: start })]);
      const { recover, workflow } = recovering(deps);
      expect(await recover('late')).toMatchObject({ started: 0, failed: 0 });
      deps.clock.advance(3 * minute);
      expect(await recover('late')).toMatchObject({ started: 1, failed: 0 });
      expect(workflow.started).toEqual([`${id}-2`]);
      expect(deps.edits.at(id)).toMatchObject({ runs: 2, ...state });
    },
  );

  it('counts what it picked up, by edit, and not what needed nothing', async () => {
    const late = [1, 2].map((number) => anEdit({ editId: editId(number), dueAt: start - 10 * minute }));
    const { recover, meter } = recovering(fakeDeps([...late, anEdit({ dueAt: start })]));
    await recover('late');
    expect(meter.measured).toEqual(
      late.map((edit) => ({ metric: 'EditRecovered', value: 1, editId: edit.editId })),
    );
  });

  it('does not count those that it wakes, for nothing was wrong with them', async () => {
    const sleeping = anEdit({ waitingFor: 'capacity', ticket: 1, dueAt: start + 10 * minute });
    const deps = fakeDeps([sleeping]);
    deps.turns.line = { ...deps.turns.line, tickets: 1, movedAt: start - 10 * minute };
    const { recover, meter } = recovering(deps);
    expect(await recover('late')).toMatchObject({ started: 1 });
    expect(meter.measured).toEqual([]);
  });

  it('counts an edit whose execution died, once it is picked up', async () => {
    const [workflow, meter] = [fakeWorkflow(), fakeMeter()];
    const follow = recoverRun({ ...fakeDeps([anEdit()]), workflow, meter });
    expect(await follow(id, 7)).toMatchObject({ started: 0 });
    expect(meter.measured).toEqual([]);
    expect(await follow(id, 1)).toMatchObject({ started: 1 });
    expect(meter.measured).toEqual([{ metric: 'EditRecovered', value: 1, editId: id }]);
  });

  it('fault 27: comes back ever more rarely while the executions it starts die too', async () => {
    const deps = fakeDeps([anEdit({ dueAt: start })]);
    const { recover, workflow } = recovering(deps);
    const startedAt: number[] = [];
    for (let sweep = 1; sweep <= 24 * 12; sweep += 1) {
      deps.clock.advance(5 * minute);
      const { started } = await recover('late');
      if (started > 0) startedAt.push((deps.clock.now() - start) / minute);
    }
    // Within ten minutes first, and then not every five minutes for days.
    expect(startedAt[0]).toBeLessThanOrEqual(10);
    expect(startedAt.length).toBeLessThan(10);
    expect(new Set(workflow.started).size).toBe(startedAt.length);
  });

  it('fault 27: tries again where the start was throttled, and does not keep the others waiting', async () => {
    const deps = fakeDeps([1, 2, 3].map((number) => anEdit({ editId: editId(number), dueAt: start })));
    let throttled = true;
    const { recover, workflow } = recovering(
      deps,
      fakeWorkflow((started) => {
        if (throttled && started === editId(2)) throw new Error('ThrottlingException');
      }),
    );
    deps.clock.advance(5 * minute);
    expect(await recover('late')).toMatchObject({ started: 2, failed: 1 });
    throttled = false;
    deps.clock.advance(5 * minute);
    await recover('late');
    expect(workflow.started).toContain(`${editId(2)}-3`);
    expect(deps.log.lines).toContain('error: an edit could not be picked up; the next sweep tries again');
  });

  it('fault 27: starts the execution it counted, although the answer to the count was lost', async () => {
    const deps = fakeDeps([anEdit({ dueAt: start })]);
    const { edits } = deps;
    const lossy: FakeDeps['edits'] = {
      ...edits,
      // Written, but thought lost: so it is read, and decided on, once more.
      change: async (record, decide) => edits.change(await edits.change(record, decide), decide),
    };
    const { recover, workflow } = recovering({ ...deps, edits: lossy });
    deps.clock.advance(5 * minute);
    expect(await recover('late')).toMatchObject({ started: 1, failed: 0 });
    expect(workflow.started).toEqual([`${id}-2`]);
  });

  it('fault 27: sends an edit once, whichever of its executions comes first', async () => {
    const deps = fakeDeps([anEdit({ dueAt: start })]);
    const { recover, workflow } = recovering(deps);
    deps.clock.advance(5 * minute);
    await recover('late');
    const sending = send({ ...deps, newToken: () => crypto.randomUUID() });
    await Promise.all(['1', ...workflow.started].map(async () => sending({ edit_id: id })));
    expect(deps.provider.calls).toEqual(['submit']);
  });

  it('takes up everything alive at once where the process of all executions is dead, its senders too', async () => {
    const claim = { token: 't', leaseUntil: start + 130_000 };
    const deps = fakeDeps([
      anEdit({ editId: editId(1), status: 'submitting', claim, dueAt: claim.leaseUntil }),
      anEdit({ editId: editId(2), status: 'running', requestId: 'r', dueAt: start + 30_000 }),
    ]);
    const { recover, workflow } = recovering(deps);
    expect(await recover('orphaned')).toMatchObject({ started: 2, failed: 0 });
    expect(workflow.started.toSorted()).toEqual([`${editId(1)}-2`, `${editId(2)}-2`]);
    // So that Send, entered anew, does not wait for the dead.
    expect(deps.edits.at(editId(1)).claim).toEqual({ ...claim, leaseUntil: start });
  });

  it('leaves a sender alone whose process may be alive', async () => {
    const claim = { token: 't', leaseUntil: start + 30 * minute };
    const deps = fakeDeps([anEdit({ status: 'submitting', claim, dueAt: start })]);
    const { recover } = recovering(deps);
    deps.clock.advance(5 * minute);
    await recover('late');
    expect(deps.edits.at(id).claim).toEqual(claim);
  });

  it.each(['late', 'orphaned'] as const)('fault 48: tells what nobody was told yet (%s)', async (scope) => {
    const end = ended(anEdit(), 'cancelled', {}, start);
    const deps = fakeDeps([end]);
    const { recover, workflow } = recovering(deps);
    expect(await recover(scope)).toMatchObject({ started: 0, failed: 0 });
    expect(deps.notices.told).toEqual(end.pendingNotices);
    expect(workflow.started).toEqual([]);
    expect(deps.edits.at(id)).toMatchObject({ pendingNotices: [], dueAt: undefined });
    await recover(scope);
    expect(deps.notices.told).toHaveLength(1);
  });

  it('keeps what could not be told, for the next time', async () => {
    const notices = fakeNotices(() => {
      throw new Error('the bus is down');
    });
    const deps = fakeDeps([ended(anEdit(), 'cancelled', {}, start)], { notices });
    await recovering(deps).recover('late');
    expect(deps.edits.at(id).pendingNotices).toHaveLength(1);
    expect(deps.edits.at(id).dueAt).toBe(start);
  });

  it('never sends an uncertain edit again by itself', async () => {
    const uncertain = changed(anEdit(), { status: 'uncertain', dueAt: start }, start, 'Edit Uncertain');
    const deps = fakeDeps([uncertain]);
    const { recover, workflow } = recovering(deps);
    for (const scope of ['late', 'orphaned', 'late'] as const) {
      deps.clock.advance(60 * minute);
      await recover(scope);
    }
    expect(workflow.started).toEqual([]);
    expect(deps.notices.types()).toEqual(['Edit Uncertain']);
  });
});

describe('recover, told of a dead execution', () => {
  it('fault 27: starts the next one at once, and only one however often it is told', async () => {
    const deps = fakeDeps([anEdit({ status: 'running', requestId: 'r', dueAt: start + 900_000 })]);
    const workflow = fakeWorkflow();
    const follow = recoverRun({ ...deps, workflow });
    expect(await follow(id, 1)).toMatchObject({ started: 1, failed: 0 });
    expect(await follow(id, 1)).toMatchObject({ started: 0, failed: 0 });
    expect(workflow.started).toEqual([`${id}-2`]);
  });

  it('sends what an ended edit left in its outbox, and starts nothing', async () => {
    const deps = fakeDeps([ended(anEdit(), 'failed', {}, start)]);
    const workflow = fakeWorkflow();
    expect(await recoverRun({ ...deps, workflow })(id, 1)).toMatchObject({ started: 0, failed: 0 });
    expect(workflow.started).toEqual([]);
    expect(deps.edits.at(id).pendingNotices).toEqual([]);
  });

  it('fails for an edit that is not there', async () => {
    const deps = fakeDeps();
    await expect(recoverRun({ ...deps, workflow: fakeWorkflow() })(id, 1)).rejects.toThrow(EditNotFound);
  });
});
