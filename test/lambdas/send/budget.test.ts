import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cancelEdit } from '../../../lambdas/cancel-edit/cancel-edit.ts';
import { checkStatus } from '../../../lambdas/check-status/check-status.ts';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { recoverBudget } from '../../../lambdas/core/recovering-budget.ts';
import { resolved } from '../../../lambdas/core/resolving.ts';
import { settleCost } from '../../../lambdas/core/reserving.ts';
import { microsOf, toBook, type BudgetLimits } from '../../../lambdas/core/spending.ts';
import type { ResultSeen, SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { send } from '../../../lambdas/send/send.ts';
import { storeResult } from '../../../lambdas/store-result/store-result.ts';
import { jsonRequest } from '../../fakes/api-request.ts';
import { fakeBudget } from '../../fakes/budget.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { noPrice } from '../../fakes/prices.ts';
import { fakeProvider, inTurn, type Answers } from '../../fakes/provider.ts';
import { fakeResults } from '../../fakes/results.ts';
import { anEdit } from '../core/an-edit.ts';

const start = Date.UTC(2026, 10, 23, 12);
const midnight = Date.UTC(2026, 10, 24);
const usual = microsOf(0.84);
const clip = {
  path: 'video_url',
  contentType: 'video/mp4',
  sizeBytes: 1,
  width: 1280,
  height: 720,
  durationSeconds: 5,
};

interface StageProps {
  readonly edits?: number;
  readonly limits?: BudgetLimits;
  readonly answers?: Answers;
  readonly given?: Partial<FakeDeps>;
}

/** Edits of 0.84 USD each, before a provider that does as `answers` say. */
const stage = ({
  edits = 1,
  limits = { dailyMicros: 10 * usual },
  answers = {},
  given = {},
}: StageProps = {}) => {
  const records = Array.from({ length: edits }, (_, place) =>
    anEdit({ editId: editId(place), createdAt: start, inputs: [clip] }),
  );
  const provider = fakeProvider(answers);
  const budget = fakeBudget(limits);
  const clock = fakeClock(start);
  const deps = { ...fakeDeps(records, { provider, clock, slots: 100, ...given }), budget };
  let tokens = 0;
  const newToken = () => `token ${(tokens += 1)}`;
  const downloads = { open: async () => ({ body: Readable.from([Buffer.from('video')]) }) };
  return {
    ...deps,
    send: async (place = 0) => send({ ...deps, newToken })({ edit_id: editId(place) }),
    look: async (place = 0) => checkStatus(deps)({ edit_id: editId(place) }),
    store: async (place = 0) =>
      storeResult({
        ...deps,
        downloads,
        results: fakeResults(),
        inspect: async () => ({ contentType: 'video/mp4', extension: 'mp4', width: 1280, height: 720 }),
      })({ edit_id: editId(place) }),
    cancel: async (place = 0) =>
      cancelEdit(deps)(jsonRequest({}, { owner: 'owner', path: { edit_id: editId(place) } })),
    sweep: async () => recoverBudget(deps),
    submits: () => provider.calls.filter((call) => call === 'submit').length,
    at: (place = 0): EditRecord => deps.edits.at(editId(place)),
    spent: async (moment = start) => (await budget.read(moment)).todayMicros,
  };
};

const finished: Answers = { status: () => ({ status: 'finished' }) };
const output = { kind: 'video', url: 'https://outputs.example/1.mp4' } as const;
const refusal: SubmitVerdict = { verdict: 'refused', why: 'too many', retryAfterSeconds: 60 };

describe('a budget', () => {
  it('fault 75: for 10 lets exactly 10 of 50 be sent that come at once', async () => {
    const { send, submits, at, spent } = stage({ edits: 50 });
    const steps = await Promise.all(Array.from({ length: 50 }, async (_, place) => send(place)));
    expect(submits()).toBe(10);
    expect(steps.filter(({ next }) => next === 'wait')).toHaveLength(40);
    const records = Array.from({ length: 50 }, (_, place) => at(place));
    expect(records.filter(({ status }) => status === 'queued')).toHaveLength(10);
    expect(await spent()).toBe(10 * usual);
  });

  it('that is used up keeps the others waiting for it until the next day, and sends them then', async () => {
    const { send, at, clock, submits, turns } = stage({ edits: 3, limits: { dailyMicros: usual } });
    await send(0);
    expect(await send(1)).toEqual({ next: 'wait', seconds: 1 });
    expect(at(1)).toMatchObject({ status: 'accepted', waitingFor: 'budget', dueAt: midnight });
    expect(Object.keys(turns.line.holders)).toEqual([editId(0)]);
    // The third does not even ask the books.
    const waiting = await send(2);
    expect(at(2)).toMatchObject({ status: 'accepted', waitingFor: 'budget' });
    expect(waiting.seconds).toBeGreaterThanOrEqual(12 * 3_600);
    expect(submits()).toBe(1);
    clock.advance(midnight - clock.now());
    await send(1);
    expect([submits(), at(1).status]).toEqual([2, 'queued']);
  });

  it('writes the expected cost on the edit, and what is set aside for it', async () => {
    const { send, at } = stage();
    await send();
    expect(at()).toMatchObject({
      costEstimateUsd: 0.84,
      reserved: { day: '2026-11-23', micros: usual, since: start },
    });
  });

  it('fault 77: sends nothing while there is no price to be had, and says that it waits for the provider', async () => {
    const { send, at, submits, clock, ...deps } = stage({ given: { prices: noPrice } });
    await send();
    expect(at()).toMatchObject({ status: 'accepted', waitingFor: 'provider', dueAt: start + 60_000 });
    expect([submits(), deps.budget.entries.size]).toEqual([0, 0]);
    clock.advance(61_000);
    await send();
    expect(at()).toMatchObject({ dueAt: clock.now() + 60_000 });
  });

  it('that is not set asks for no price, but tells it where it is known', async () => {
    const { edits, ...deps } = stage();
    await send({ ...deps, edits, budget: undefined, newToken: () => 't' })({ edit_id: editId(0) });
    expect(edits.at(editId(0))).toMatchObject({ status: 'queued', costEstimateUsd: 0.84 });
    expect(edits.at(editId(0)).reserved).toBeUndefined();
    const without = stage({ given: { prices: noPrice } });
    await send({ ...without, budget: undefined, newToken: () => 't' })({ edit_id: editId(0) });
    expect(without.at().status).toBe('queued');
  });

  it('that was raised counts at once', async () => {
    const deps = stage({ edits: 2, limits: { dailyMicros: usual } });
    await deps.send(0);
    await deps.send(1);
    await deps.send(1);
    expect(deps.submits()).toBe(1);
    const raised = { ...deps, budget: fakeBudget({ dailyMicros: 2 * usual }), newToken: () => 'another' };
    await send(raised)({ edit_id: editId(1) });
    expect(deps.submits()).toBe(2);
  });

  it('that something was set free of lets the next one go', async () => {
    const answers = {
      ...finished,
      result: (): ResultSeen => ({ result: 'failed', message: 'no', costUsd: 0 }),
    };
    const { send, look, store, submits, turns, at } = stage({
      edits: 2,
      limits: { dailyMicros: usual },
      answers,
    });
    await send(0);
    await send(1);
    expect(turns.line.closed?.why).toBe('daily');
    await look(0);
    await store(0);
    expect(turns.line.closed).toBeUndefined();
    await send(1);
    expect([submits(), at(1).status]).toEqual([2, 'queued']);
  });
});

describe('the books', () => {
  it('have the cost that the provider reports, after a success', async () => {
    const result = (): ResultSeen => ({ result: 'succeeded', outputs: [output], costUsd: 0.672 });
    const { send, look, store, at, spent, budget } = stage({ answers: { ...finished, result } });
    await send();
    await look();
    await store();
    expect(at()).toMatchObject({ status: 'completed', costUsd: 0.672 });
    expect([await spent(), budget.entries.size]).toEqual([672_000, 0]);
  });

  it('have the cost that it reports only after the video was fetched', async () => {
    const result = inTurn<ResultSeen>(
      { result: 'succeeded', outputs: [output] },
      { result: 'succeeded', outputs: [output], costUsd: 0.5 },
    );
    const { send, look, store, at, spent } = stage({ answers: { ...finished, result } });
    await send();
    await look();
    await store();
    expect([at().costUsd, await spent()]).toEqual([0.5, 500_000]);
  });

  it.each<[string, SubmitVerdict, number]>([
    ['nothing, after a rejection', { verdict: 'rejected', message: 'no' }, 0],
    ['nothing, after a refusal', refusal, 0],
    ['nothing, while the account is not usable', { verdict: 'account', why: 'no balance' }, 0],
    ['nothing of what was not sent at all', { verdict: 'unsent', why: 'no' }, 0],
    ['what was set aside, while the outcome is unknown', { verdict: 'unclear', why: 'reset' }, usual],
  ])('have %s', async (_name, verdict, expected) => {
    const { send, spent, budget } = stage({ answers: { submit: () => verdict } });
    await send();
    expect([await spent(), budget.entries.size]).toEqual([expected, expected === 0 ? 0 : 1]);
  });

  it.each<[string, ResultSeen, number]>([
    ['the cost of a failure that is reported', { result: 'failed', message: 'no', costUsd: 0.1 }, 100_000],
    ['the expected cost of one that is not', { result: 'failed', message: 'no' }, usual],
    ['the cost of a cancelled one that is reported', { result: 'cancelled', costUsd: 0 }, 0],
    ['the expected cost of one that is not, either', { result: 'cancelled' }, usual],
  ])('have %s', async (_name, result, expected) => {
    const { send, look, store, spent, budget } = stage({ answers: { ...finished, result: () => result } });
    await send();
    await look();
    await store();
    expect([await spent(), budget.entries.size]).toEqual([expected, 0]);
  });

  it('have what the result of a cancelled edit says that it cost', async () => {
    const { send, look, spent, at } = stage({
      answers: {
        status: () => ({ status: 'cancelled' }),
        result: () => ({ result: 'cancelled', costUsd: 0.02 }),
      },
    });
    await send();
    await look();
    expect([at().status, await spent()]).toEqual(['cancelled', 20_000]);
  });

  it('settle into the day that set it aside, though it ends on the next', async () => {
    const result = (): ResultSeen => ({ result: 'succeeded', outputs: [output], costUsd: 0.4 });
    const { send, look, store, spent, clock } = stage({ answers: { ...finished, result } });
    await send();
    clock.advance(midnight - clock.now());
    await look();
    await store();
    expect([await spent(start), await spent(midnight)]).toEqual([400_000, 0]);
  });

  it.each<['adopt' | 'resubmit' | 'abandon', number, number]>([
    ['adopt', usual, 1],
    ['resubmit', 0, 0],
    ['abandon', usual, 0],
  ])('after an unknown outcome and %s hold %d, with %d open', async (action, expected, open) => {
    const { send, spent, budget, edits, at, ...deps } = stage({
      answers: { submit: () => ({ verdict: 'unclear', why: 'reset' }) },
    });
    await send();
    const before = at();
    const resolve = action === 'adopt' ? ({ action, requestId: 'r' } as const) : { action };
    const after = await edits.change(before, (current) =>
      resolved(current, resolve, { by: 'owner', now: start, leaseSeconds: 130 }),
    );
    await settleCost(before, after, { ...deps, budget });
    expect([await spent(), budget.entries.size]).toEqual([expected, open]);
  });

  it('move what waited since yesterday to the day it is sent on', async () => {
    const { send, spent, clock, at, budget } = stage();
    // Its sender died after this.
    await budget.reserve(editId(0), usual, start);
    clock.advance(midnight - clock.now());
    await send();
    expect([await spent(start), await spent(midnight)]).toEqual([0, usual]);
    expect(at().reserved?.day).toBe('2026-11-24');
  });
});

describe('the sweep of the books', () => {
  const later = 131_000;

  it('fault 76: sets free what was set aside by a sender that died before its claim', async () => {
    const { budget, sweep, clock, spent, turns } = stage();
    await turns.change({ closed: { why: 'daily', since: 0, tryAt: midnight, limits: budget.limits } });
    await budget.reserve(editId(0), usual, start);
    expect(await sweep()).toBe(0);
    clock.advance(later);
    expect(await sweep()).toBe(1);
    expect([await spent(), turns.line.closed]).toEqual([0, undefined]);
  });

  it('sets free what belongs to no edit', async () => {
    const { budget, sweep, clock, spent } = stage();
    await budget.reserve(editId(77), usual, start);
    clock.advance(later);
    expect([await sweep(), await spent()]).toEqual([1, 0]);
  });

  it('fault 76: books what an edit came to whose end nobody booked', async () => {
    const { send, edits, sweep, clock, spent, at } = stage();
    await send();
    edits.records.set(editId(0), { ...at(), status: 'completed', costUsd: 0.7 });
    clock.advance(later);
    expect([await sweep(), await sweep(), await spent()]).toEqual([1, 0, 700_000]);
  });

  it('leaves alone what is being sent, queued, running, stored or unknown', async () => {
    for (const status of ['submitting', 'queued', 'running', 'storing', 'uncertain'] as const) {
      const { send, edits, sweep, clock, spent, at } = stage();
      await send();
      edits.records.set(editId(0), { ...at(), status });
      clock.advance(later);
      expect([await sweep(), await spent()]).toEqual([0, usual]);
    }
  });

  it('fault 76: never sets free what a sender is about to send with', async () => {
    const { budget, edits, clock, submits, ...deps } = stage();
    let frozen = false;
    const sleepy = {
      ...edits,
      change: async (...args: Parameters<typeof edits.change>) => {
        // The sender freezes between what it set aside and its claim, and the sweep comes by.
        if (!frozen) {
          frozen = true;
          clock.advance(later);
          expect(await recoverBudget({ ...deps, budget, clock, edits })).toBe(1);
        }
        return edits.change(...args);
      },
    };
    await send({ ...deps, budget, clock, edits: sleepy, newToken: () => 't' })({ edit_id: editId(0) });
    expect(submits()).toBe(0);
    expect(edits.at(editId(0))).toMatchObject({ status: 'accepted', waitingFor: 'provider' });
  });
});

class Killed extends Error {}

/** Every method of a port, of which one call throws before or after it was made: whoever called is dead. */
const killing = <Port extends object>(port: Port, isLast: () => 'before' | 'after' | undefined): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        const last = isLast();
        if (last === 'before') throw new Killed();
        const answer: unknown = await Reflect.apply(method, target, args);
        if (last === 'after') throw new Killed();
        return answer;
      };
    },
  });

describe('the books and any crash', () => {
  const results: Readonly<Record<string, ResultSeen>> = {
    cheaper: { result: 'succeeded', outputs: [output], costUsd: 0.6 },
    dearer: { result: 'succeeded', outputs: [output], costUsd: 0.9 },
    silent: { result: 'succeeded', outputs: [output] },
    failed: { result: 'failed', message: 'no' },
    free: { result: 'failed', message: 'no', costUsd: 0 },
  };

  it('fault 76: balance to the cent, wherever processes are killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 40 }), { maxLength: 6 }),
        fc.constantFrom(...Object.keys(results)),
        fc.constantFrom<Exclude<SubmitVerdict['verdict'], 'unfit'>[]>(
          ['accepted'],
          ['refused', 'accepted'],
          ['account', 'accepted'],
          ['unclear'],
          ['rejected'],
        ),
        fc.boolean(),
        async (kills, result, verdicts, cancels) => {
          let posts = 0;
          const verdictOf = (): SubmitVerdict => {
            const verdict = verdicts[Math.min(posts, verdicts.length - 1)] ?? 'accepted';
            posts += 1;
            if (verdict === 'accepted') return { verdict, requestId: `request-${posts}` };
            return verdict === 'rejected' ? { verdict, message: 'no' } : { verdict, why: 'no' };
          };
          const answers: Answers = {
            submit: verdictOf,
            status: () => ({ status: 'finished' }),
            result: () => results[result] ?? { result: 'not_ready' },
          };
          const edition = stage({ edits: 2, limits: { dailyMicros: 100 * usual }, answers });
          const { edits, budget, turns, clock } = edition;
          let calls = 0;
          let deaths = 0;
          const isLast = () => {
            calls += 1;
            const kill = kills[deaths];
            if (kill === undefined || calls <= kill) return undefined;
            deaths += 1;
            calls = 0;
            return kill % 2 === 0 ? 'before' : 'after';
          };
          const mortal = {
            ...edition,
            edits: killing(edits, isLast),
            budget: killing(budget, isLast),
            turns: killing(turns, isLast),
          };
          const tries = async (work: () => Promise<unknown>) => {
            try {
              await work();
            } catch (error) {
              if (!(error instanceof Killed)) throw error;
            }
          };
          const inspect = async () => ({ contentType: 'video/mp4', extension: 'mp4', width: 1, height: 1 });
          const downloads = { open: async () => ({ body: Readable.from([Buffer.from('video')]) }) };
          const storing = { ...mortal, downloads, results: fakeResults(), inspect };
          for (let pass = 0; pass < 12; pass += 1) {
            for (const place of [0, 1]) {
              const input = { edit_id: editId(place) };
              if (cancels && pass === 1 && place === 1) {
                await tries(async () => edition.cancel(1));
              }
              await tries(async () => send({ ...mortal, newToken: () => `t${pass}-${place}` })(input));
              await tries(async () => checkStatus(mortal)(input));
              await tries(async () => storeResult(storing)(input));
            }
            clock.advance(400_000);
            await tries(async () => recoverBudget(mortal));
          }
          await edition.sweep();
          const records = [edition.at(0), edition.at(1)];
          const expected = records.reduce((sum, record) => {
            const { reserved } = record;
            return reserved === undefined ? sum : sum + (toBook(record, reserved) ?? reserved.micros);
          }, 0);
          const open = records.filter(({ status }) => status === 'uncertain').length;
          expect(budget.entries.size).toBe(open);
          expect((await budget.read(clock.now())).monthMicros).toBe(expected);
        },
      ),
      { numRuns: 400 },
    );
  });
});
