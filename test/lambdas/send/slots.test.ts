import { describe, expect, it } from '@jest/globals';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { checkStatus } from '../../../lambdas/check-status/check-status.ts';
import { send } from '../../../lambdas/send/send.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeProvider, inTurn, type Answers } from '../../fakes/provider.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const minute = 60_000;
const ids = (count: number) => Array.from({ length: count }, (_, place) => editId(place));

const stage = (edits: number, slots: number, answers: Answers = {}) => {
  const records = ids(edits).map((id) => anEdit({ editId: id, createdAt: start }));
  const provider = fakeProvider(answers);
  const deps: FakeDeps = fakeDeps(records, { provider, slots });
  let tokens = 0;
  const newToken = () => `token ${(tokens += 1)}`;
  return {
    ...deps,
    send: async (place: number) => send({ ...deps, newToken })({ edit_id: editId(place) }),
    look: async (place: number) => checkStatus(deps)({ edit_id: editId(place) }),
    submits: () => provider.calls.filter((call) => call === 'submit').length,
    holders: () => Object.keys(deps.turns.line.holders).sort(),
    at: (place: number) => deps.edits.at(editId(place)),
  };
};

const account: SubmitVerdict = { verdict: 'account', why: 'no balance' };
const taken: SubmitVerdict = { verdict: 'accepted', requestId: 'r' };

describe('the slots of a stage', () => {
  it('fault 36: let the provider have as many edits as there are slots, and keep the others in line', async () => {
    const { send, submits, holders, at } = stage(4, 2);
    for (const place of [0, 1, 2, 3]) await send(place);
    expect(submits()).toBe(2);
    expect(holders()).toEqual(ids(2));
    expect([at(2), at(3)]).toMatchObject([
      { status: 'accepted', waitingFor: 'capacity', ticket: 1 },
      { status: 'accepted', waitingFor: 'capacity', ticket: 2 },
    ]);
  });

  it('fault 36: are given back when the provider has finished, and go to whoever is next', async () => {
    const status = inTurn({ status: 'finished' } as const);
    const { send, look, holders, at, turns } = stage(3, 1, { status });
    for (const place of [0, 1, 2]) await send(place);
    await look(0);
    expect(at(0).status).toBe('storing');
    expect(holders()).toEqual([]);
    expect(turns.line.holds.count).toBe(1);
    // The second in line comes first, and is not let past.
    expect((await send(2)).next).toBe('wait');
    await send(1);
    expect(holders()).toEqual([editId(1)]);
  });

  it.each<[number, string, SubmitVerdict]>([
    [13, 'rejected', { verdict: 'rejected', message: 'no' }],
    [12, 'refused for now', { verdict: 'refused', why: '429' }],
    [16, 'sent, and nobody knows what came of it', { verdict: 'unclear', why: '502' }],
    [15, 'kept back by the account', account],
  ])('fault %d: are given back by an edit that was %s', async (_row, _what, verdict) => {
    const { send, holders, turns } = stage(1, 1, { submit: () => verdict });
    await send(0);
    expect(holders()).toEqual([]);
    expect(turns.line.holds.count).toBe(0);
  });

  it('fault 35: are given back by an edit that is cancelled there, and by one that is cancelled before it is sent', async () => {
    const status = inTurn({ status: 'cancelled' } as const);
    const { send, look, holders, at, edits } = stage(2, 2, { status });
    await send(0);
    await look(0);
    expect(at(0).status).toBe('cancelled');
    edits.records.set(editId(1), { ...at(1), cancelRequestedAt: start });
    await send(1);
    expect(at(1).status).toBe('cancelled');
    expect(holders()).toEqual([]);
  });

  it('fault 33: are given back by an edit that is overdue: it may run for ever', async () => {
    const { send, look, holders, at, clock } = stage(1, 1);
    await send(0);
    clock.advance(61 * minute);
    await look(0);
    expect(at(0)).toMatchObject({ status: 'running', overdueAt: clock.now() });
    expect(holders()).toEqual([]);
  });

  it('fault 36: are needed by an edit that became ready to be sent only after it was read', async () => {
    const deps = stage(1, 1);
    const accepted = deps.at(0);
    const dead = { token: 'dead', leaseUntil: start - 1 };
    deps.edits.records.set(editId(0), { ...accepted, status: 'submitting', claim: dead });
    const edits = { ...deps.edits };
    let meanwhile = true;
    deps.edits.change = async (record, decide) => {
      // Its sender was not dead after all, and was refused.
      if (meanwhile) deps.edits.records.set(editId(0), { ...accepted, sequence: 9 });
      meanwhile = false;
      return edits.change(record, decide);
    };
    expect(await deps.send(0)).toEqual({ next: 'wait', seconds: 1 });
    expect([deps.submits(), deps.holders(), deps.at(0).status]).toEqual([0, [], 'accepted']);
    await deps.send(0);
    expect([deps.submits(), deps.holders()]).toEqual([1, [editId(0)]]);
  });

  it('fault 67: that could not be given back hold nothing up: who waits takes them', async () => {
    const deps = stage(2, 1, { submit: () => ({ verdict: 'rejected', message: 'no' }) });
    const turns = { ...deps.turns };
    deps.turns.release = async () => {
      throw new Error('ThrottlingException');
    };
    await deps.send(0);
    expect(deps.at(0).status).toBe('failed');
    deps.turns.release = async (...released) => turns.release(...released);
    await deps.send(1);
    expect(deps.at(1).status).toBe('failed');
    expect(deps.holders()).toEqual([]);
  });
});

describe('a provider that refuses one edit', () => {
  it('fault 12: is not asked by the others until it said it may be', async () => {
    const submit = inTurn<SubmitVerdict>({ verdict: 'refused', why: '429', retryAfterSeconds: 40 }, taken);
    const { send, submits, at, clock } = stage(3, 5, { submit });
    await send(0);
    for (const place of [1, 2]) await send(place);
    expect(submits()).toBe(1);
    expect(at(1)).toMatchObject({ status: 'accepted', waitingFor: 'provider' });
    clock.advance(41_000);
    await send(0);
    expect(at(0).status).toBe('queued');
    expect(submits()).toBe(2);
  });

  it('fault 16: whose answers nobody understands is not sent the whole backlog', async () => {
    const { send, submits, at, clock } = stage(50, 5, { submit: () => ({ verdict: 'unclear', why: '502' }) });
    // Half an hour of a broken gateway, and everybody tries every ten seconds.
    for (let tick = 0; tick < 180; tick += 1) {
      for (let place = 0; place < 50; place += 1) await send(place);
      clock.advance(10_000);
    }
    const uncertain = ids(50).filter((_, place) => at(place).status === 'uncertain').length;
    expect(submits()).toBe(uncertain);
    expect(uncertain).toBeLessThan(20);
  });
});

describe('an account without balance', () => {
  it('fault 15: fails none of 100 edits, is tried once every five minutes, and lets all go on after a top-up', async () => {
    let balance = 0;
    const submit = () => (balance > 0 ? taken : account);
    const { send, submits, at, clock } = stage(100, 100, { submit });
    const everybody = async (): Promise<void> => {
      for (let place = 0; place < 100; place += 1) await send(place);
    };
    for (let quarter = 0; quarter < 24; quarter += 1) {
      await everybody();
      clock.advance(2.5 * minute);
    }
    expect(submits()).toBeLessThanOrEqual(13);
    expect(submits()).toBeGreaterThanOrEqual(11);
    for (let place = 0; place < 100; place += 1) {
      expect(at(place)).toMatchObject({ status: 'accepted', waitingFor: 'provider_account' });
    }
    balance = 1;
    const before = submits();
    for (let round = 0; round < 4; round += 1) {
      clock.advance(5 * minute);
      await everybody();
    }
    for (let place = 0; place < 100; place += 1) expect(at(place).status).toBe('queued');
    expect(submits() - before).toBe(100);
  });
});
