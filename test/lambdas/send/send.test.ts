import { afterEach, describe, expect, it } from '@jest/globals';
import { runcomfyProvider } from '../../../lambdas/adapters/runcomfy/provider.ts';
import type { EditRecord, EditRequest } from '../../../lambdas/core/edit.ts';
import { EditNotFound, InputsGone } from '../../../lambdas/core/errors.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { Provider, SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { send } from '../../../lambdas/send/send.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeProvider, inTurn } from '../../fakes/provider.ts';
import {
  answers,
  deadPort,
  loopbackServer,
  resets,
  staysSilent,
  truncates,
  type Act,
} from '../adapters/loopback-server.ts';
import { anEdit } from '../core/an-edit.ts';

const id = editId(0);
const input = { edit_id: id };

let tokens = 0;
const newToken = () => {
  tokens += 1;
  return `token ${tokens}`;
};
type Deps = Omit<FakeDeps, 'provider'> & { readonly provider: Provider };
const sending = (deps: Deps) => send({ ...deps, newToken });

type Change = FakeDeps['edits']['change'];

/** The same, with something done around every change of the record. */
const changing = <Given extends Deps>(deps: Given, around: (change: Change) => Change): Given => ({
  ...deps,
  edits: { ...deps.edits, change: around(async (record, decide) => deps.edits.change(record, decide)) },
});

/** Enters Send again and again, each time when it said, until it says something else than to wait. */
const untilSent = async (deps: Deps) => {
  const enter = sending(deps);
  for (let times = 1; times <= 10_000; times += 1) {
    const step = await enter(input);
    expect(Number.isInteger(step.seconds) && step.seconds >= 1).toBe(true);
    if (step.next !== 'wait') return { ...step, times };
    deps.clock.advance(step.seconds * 1_000);
  }
  throw new Error('it waits for ever');
};

describe('Send', () => {
  it('claims the edit, posts it once, and tells that it is billable from here', async () => {
    const submitted: unknown[] = [];
    const deps = fakeDeps([anEdit()]);
    const provider = fakeProvider({
      submit: (request) => {
        submitted.push(request, deps.edits.at(id).status);
        return { verdict: 'accepted', requestId: 'request-1' };
      },
    });
    expect(await sending({ ...deps, provider })(input)).toEqual({ next: 'look', seconds: 2 });
    expect(submitted).toEqual([anEdit().request, 'submitting']);
    const record = deps.edits.at(id);
    expect(record).toMatchObject({ status: 'queued', requestId: 'request-1', sentAt: deps.clock.now() });
    expect(record).toMatchObject({ claim: undefined, pendingNotices: [] });
    expect(deps.notices.types()).toEqual(['Edit Submitted']);
  });

  it('stands in the log with the verdict before it is on record', async () => {
    const deps = fakeDeps([anEdit()]);
    await sending(deps)(input);
    expect(deps.log.entries).toEqual([
      {
        message: 'the provider was asked to take an edit',
        facts: { editId: id, verdict: 'accepted', requestId: 'request-1' },
      },
    ]);
  });

  it('posts once, however often and by however many it is entered', async () => {
    const deps = fakeDeps([anEdit()]);
    const enter = sending(deps);
    const steps = await Promise.all(Array.from({ length: 20 }, async () => enter(input)));
    steps.push(await enter(input), await enter(input));
    expect(deps.provider.calls).toEqual(['submit']);
    expect(deps.notices.types()).toEqual(['Edit Submitted']);
    expect(new Set(steps.map(({ next }) => next))).toEqual(new Set(['look', 'wait']));
  });

  it.each<[Partial<EditRecord>, string]>([
    [{ status: 'queued', requestId: 'r' }, 'look'],
    [{ status: 'running', requestId: 'r' }, 'look'],
    [{ status: 'storing', requestId: 'r' }, 'look'],
    [{ status: 'uncertain' }, 'announce'],
    [{ status: 'completed' }, 'announce'],
    [{ status: 'failed' }, 'announce'],
    [{ status: 'cancelled' }, 'announce'],
  ])('posts nothing for an edit that is %o', async (state, next) => {
    const deps = fakeDeps([anEdit(state)]);
    expect(await sending(deps)(input)).toEqual({ next, seconds: 1 });
    expect(deps.provider.calls).toEqual([]);
    expect(deps.edits.at(id).sequence).toBe(1);
  });

  it('cancels instead of posting where that was asked for', async () => {
    const deps = fakeDeps([anEdit({ cancelRequestedAt: 5 })]);
    expect(await sending(deps)(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(deps.provider.calls).toEqual([]);
    expect(deps.notices.types()).toEqual(['Edit Cancelled']);
  });

  it('does not know an edit that is not on record', async () => {
    await expect(sending(fakeDeps())(input)).rejects.toThrow(EditNotFound);
  });
});

describe('Send and what the provider answers', () => {
  const accepted = { request_id: 'request-1' };
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map(async (close) => close()));
  });

  const providerAt = (baseUrl: string, token = () => 'token') =>
    runcomfyProvider({
      baseUrl,
      secrets: { providerToken: async () => token() },
      timeouts: { connectMs: 300, submitMs: 300 },
    });
  const served = async (...acts: [Act, ...Act[]]) => {
    const server = await loopbackServer(...acts);
    open.push(server.close);
    return { ...server, deps: { ...fakeDeps([anEdit()]), provider: providerAt(server.origin) } };
  };

  it('fault 9: sends again after refused connections, one job in the end', async () => {
    const { deps, journal } = await served(answers(200, accepted));
    const nobody = { ...deps, provider: providerAt(`http://127.0.0.1:${await deadPort()}`) };
    for (let times = 1; times <= 3; times += 1) {
      const { next, seconds } = await sending(nobody)(input);
      expect(next).toBe('wait');
      expect(deps.edits.at(id)).toMatchObject({
        status: 'accepted',
        waitingFor: 'provider',
        claim: undefined,
      });
      deps.clock.advance(seconds * 1_000);
    }
    expect(await untilSent(deps)).toMatchObject({ next: 'look', times: 1 });
    expect(deps.edits.at(id)).toMatchObject({ status: 'queued', refusedSince: undefined });
    expect(journal).toHaveLength(1);
  });

  it('fault 12: waits as long as a 429 asks for, and sends one job', async () => {
    const { deps, journal } = await served(answers(429, '', { 'retry-after': '37' }), answers(200, accepted));
    expect(await sending(deps)(input)).toEqual({ next: 'wait', seconds: 37 });
    expect(await sending(deps)(input)).toEqual({ next: 'wait', seconds: 37 });
    expect(journal).toHaveLength(1);
    deps.clock.advance(37_000);
    expect(await sending(deps)(input)).toMatchObject({ next: 'look' });
    expect(journal).toHaveLength(2);
    expect(deps.edits.at(id)).toMatchObject({ status: 'queued', requestId: 'request-1' });
  });

  it.each([400, 422])(
    'fault 13: ends what a %i rejects with its words, and does not repeat it',
    async (status) => {
      const { deps, journal } = await served(answers(status, { message: 'the prompt is not nice' }));
      expect(await sending(deps)(input)).toEqual({ next: 'announce', seconds: 1 });
      expect(await sending(deps)(input)).toEqual({ next: 'announce', seconds: 1 });
      const record = deps.edits.at(id);
      expect(record).toMatchObject({
        status: 'failed',
        error: { code: 'rejected_by_provider', retryable: false, billable: false },
      });
      expect(record.error?.message).toContain('the prompt is not nice');
      expect(deps.notices.types()).toEqual(['Edit Failed']);
      expect(journal).toHaveLength(1);
    },
  );

  it('fault 14: reads a rotated token anew, and sends one job', async () => {
    const { deps, journal, origin } = await served(answers(401), answers(200, accepted));
    const provider = providerAt(origin, inTurn('old', 'new'));
    expect(await sending({ ...deps, provider })(input)).toMatchObject({ next: 'look' });
    expect(journal.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it.each([
    ['a 402', answers(402)],
    ['a 403', answers(403)],
    ['400002 in a 200', answers(200, { error_code: 400002, error_message: 'no balance' })],
    ['400004 in a 200', answers(200, { error_code: 400004, error_message: 'bad token' })],
  ])(
    'fault 15: keeps an edit through %s, asks every 5 minutes, and goes on after a top-up',
    async (_what, act) => {
      const { deps, journal } = await served(act, act, answers(200, accepted));
      for (const times of [1, 2]) {
        expect(await sending(deps)(input)).toEqual({ next: 'wait', seconds: 300 });
        expect(journal).toHaveLength(times);
        expect(deps.edits.at(id)).toMatchObject({ status: 'accepted', waitingFor: 'provider_account' });
        deps.clock.advance(300_000);
      }
      expect(await sending(deps)(input)).toMatchObject({ next: 'look' });
      expect(deps.edits.at(id)).toMatchObject({ status: 'queued', waitingFor: undefined });
      expect(deps.notices.types()).toEqual(['Edit Submitted']);
    },
  );

  it.each<[number, string, Act]>([
    [16, 'a 500', answers(500)],
    [16, 'a 502', answers(502, '<html>')],
    [16, 'a 504', answers(504)],
    [17, 'a reset after the request', resets],
    [18, 'silence', staysSilent],
    [19, 'cut-off JSON', truncates(200, '{"request_id":"reque')],
    [19, 'a page of HTML', answers(200, '<html>')],
    [19, 'nothing', answers(200)],
    [20, 'no request id', answers(200, { status: 'ok' })],
    [20, 'an unusable request id', answers(200, { request_id: '../../v1' })],
    [21, 'a megabyte of JSON', answers(200, { filler: 'x'.repeat(1_048_576), ...accepted })],
    [22, 'a redirect', answers(307, '', { location: '/v1/elsewhere' })],
  ])('fault %i: calls an edit uncertain after %s, and never sends it again', async (_number, _what, act) => {
    const { deps, journal } = await served(act, answers(200, accepted));
    expect(await sending(deps)(input)).toEqual({ next: 'announce', seconds: 1 });
    deps.clock.advance(86_400_000);
    expect(await sending(deps)(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(deps.edits.at(id)).toMatchObject({
      status: 'uncertain',
      error: { code: 'outcome_unknown', retryable: false, billable: true },
    });
    expect(deps.notices.types()).toEqual(['Edit Uncertain']);
    expect(journal).toHaveLength(1);
  });
});

describe('Send while the provider refuses', () => {
  const refused: SubmitVerdict = { verdict: 'refused', why: 'nobody is there' };

  it('fault 9: fails after a day, as something that may be tried again', async () => {
    const provider = fakeProvider({ submit: () => refused });
    const deps = fakeDeps([anEdit()], { provider });
    const start = deps.clock.now();
    expect(await untilSent(deps)).toMatchObject({ next: 'announce' });
    const hours = (deps.clock.now() - start) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(24);
    expect(hours).toBeLessThan(24.2);
    expect(deps.edits.at(id)).toMatchObject({
      status: 'failed',
      error: { code: 'provider_unavailable', retryable: true, billable: false },
    });
    expect(deps.notices.types()).toEqual(['Edit Failed']);
    // Five minutes apart at most, and not much less: an execution has 25,000 events.
    expect(provider.calls.length).toBeGreaterThan(280);
    expect(provider.calls.length).toBeLessThan(310);
  });

  it('fault 9: counts the day from when it was refused first since it was last taken notice of', async () => {
    const deps = fakeDeps([anEdit({ refusedSince: 1_750_000_000_000 - 86_400_000 + 60_000 })], {
      provider: fakeProvider({ submit: () => refused }),
    });
    expect(await sending(deps)(input)).toMatchObject({ next: 'wait' });
    deps.clock.advance(60_000);
    expect(await sending(deps)(input)).toMatchObject({ next: 'announce' });
  });
});

describe('Send killed', () => {
  const killed = new Error('killed');

  it('fault 23: before its claim, is sent once by the next run', async () => {
    const deps = fakeDeps([anEdit()]);
    const dying = changing(deps, () => async () => {
      throw killed;
    });
    await expect(sending(dying)(input)).rejects.toThrow(killed);
    expect(deps.provider.calls).toEqual([]);
    expect(await untilSent(deps)).toMatchObject({ next: 'look', times: 1 });
    expect(deps.provider.calls).toEqual(['submit']);
  });

  it('fault 24: after its claim and before its POST, leaves an uncertain edit and no job', async () => {
    const deps = fakeDeps([anEdit()]);
    const dying = changing(deps, (change) => async (record, decide) => {
      await change(record, decide);
      throw killed;
    });
    await expect(sending(dying)(input)).rejects.toThrow(killed);
    // The sender may be alive for as long as its lease runs.
    expect(await sending(deps)(input)).toEqual({ next: 'wait', seconds: patience.leaseSeconds });
    expect(await untilSent(deps)).toMatchObject({ next: 'announce' });
    expect(deps.edits.at(id)).toMatchObject({ status: 'uncertain' });
    expect(deps.provider.calls).toEqual([]);
    expect(deps.notices.types()).toEqual(['Edit Uncertain']);
  });

  it('fault 25: after its POST and before the record, leaves one job and an uncertain edit', async () => {
    const deps = fakeDeps([anEdit()]);
    const dying = { ...deps, provider: fakeProvider({ submit: () => Promise.reject(killed) }) };
    await expect(sending(dying)(input)).rejects.toThrow(killed);
    expect(dying.provider.calls).toEqual(['submit']);
    expect(await untilSent(deps)).toMatchObject({ next: 'announce' });
    expect(deps.edits.at(id)).toMatchObject({ status: 'uncertain', claim: expect.anything() as object });
    expect(deps.provider.calls).toEqual([]);
  });

  it('fault 26: after the record, is carried on with its one job, and told of', async () => {
    const deps = fakeDeps([anEdit()]);
    const dying = {
      ...deps,
      notices: {
        ...deps.notices,
        send: () => {
          throw killed;
        },
      },
    };
    await sending(dying)(input);
    expect(deps.edits.at(id).pendingNotices).toHaveLength(1);
    expect(await sending(deps)(input)).toEqual({ next: 'look', seconds: 1 });
    expect(deps.provider.calls).toEqual(['submit']);
    expect(deps.notices.types()).toEqual(['Edit Submitted']);
    expect(deps.edits.at(id).pendingNotices).toEqual([]);
  });
});

describe('Send in trouble', () => {
  it.each([
    ['does not post after a claim that took more than 5 s', 5_001, []],
    ['posts after a claim that took 5 s', 5_000, ['submit']],
  ])('fault 24: %s', async (_name, claimMs, calls) => {
    const deps = fakeDeps([anEdit()]);
    let frozen = false;
    const slow = changing(deps, (change) => async (record, decide) => {
      const changed = await change(record, decide);
      if (!frozen) deps.clock.advance(claimMs);
      frozen = true;
      return changed;
    });
    expect(await sending(slow)(input)).toEqual(
      calls.length === 0 ? { next: 'wait', seconds: 1 } : { next: 'look', seconds: 2 },
    );
    expect(deps.provider.calls).toEqual(calls);
    // Nothing left this machine, so nothing is uncertain: the next entry sends.
    expect(await untilSent(deps)).toMatchObject({ next: 'look' });
    expect(deps.provider.calls).toEqual(['submit']);
  });

  it('fault 67: writes the verdict down however often the table fails, for as long as its lease runs', async () => {
    const deps = fakeDeps([anEdit()]);
    let changes = 0;
    const failing = changing(deps, (change) => async (record, decide) => {
      changes += 1;
      if (changes > 1 && changes < 20) throw new Error('ProvisionedThroughputExceededException');
      return change(record, decide);
    });
    expect(await sending(failing)(input)).toMatchObject({ next: 'look' });
    expect(deps.edits.at(id)).toMatchObject({ status: 'queued', requestId: 'request-1' });
    expect(deps.provider.calls).toEqual(['submit']);
    expect(deps.clock.slept.slice(0, 6)).toEqual([200, 400, 800, 1_600, 3_200, 5_000]);
    expect(deps.log.lines.filter((line) => line === 'warn: the verdict is not recorded yet')).toHaveLength(
      18,
    );
  });

  it('fault 67: gives the verdict up with its lease, in the log alone, and is uncertain', async () => {
    const deps = fakeDeps([anEdit()]);
    let changes = 0;
    const failing = changing(deps, (change) => async (record, decide) => {
      changes += 1;
      if (changes > 1) throw new Error('the table is gone');
      return change(record, decide);
    });
    await expect(sending(failing)(input)).rejects.toThrow('the table is gone');
    expect(deps.log.entries[0]).toMatchObject({ facts: { requestId: 'request-1' } });
    expect(await untilSent(deps)).toMatchObject({ next: 'announce' });
    expect(deps.edits.at(id)).toMatchObject({ status: 'uncertain' });
    expect(deps.provider.calls).toEqual(['submit']);
  });

  it('fault 67: claims and records once although both answers were lost', async () => {
    const deps = fakeDeps([anEdit()]);
    // Written, but thought lost: so it is read, and decided on, once more.
    const lossy = changing(
      deps,
      (change) => async (record, decide) => change(await change(record, decide), decide),
    );
    expect(await sending(lossy)(input)).toMatchObject({ next: 'look' });
    expect(deps.provider.calls).toEqual(['submit']);
    expect(deps.notices.types()).toEqual(['Edit Submitted']);
  });

  it('fault 18: takes the slow answer of a late sender, although the edit was called uncertain meanwhile', async () => {
    const deps = fakeDeps([anEdit()]);
    const { promise, resolve } = Promise.withResolvers<SubmitVerdict>();
    const provider = fakeProvider({ submit: () => promise });
    const late = sending({ ...deps, provider })(input);
    while (provider.calls.length === 0) await deps.clock.sleep(1);
    deps.clock.advance(patience.leaseSeconds * 1_000);
    expect(await sending(deps)(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(deps.edits.at(id).status).toBe('uncertain');
    resolve({ verdict: 'accepted', requestId: 'late' });
    expect(await late).toMatchObject({ next: 'look' });
    expect(deps.edits.at(id)).toMatchObject({ status: 'queued', requestId: 'late', error: undefined });
    expect(deps.notices.types()).toEqual(['Edit Uncertain', 'Edit Submitted']);
  });

  it('says to wait while the slow answer of another sender is on its way, and queues it', async () => {
    const deps = fakeDeps([anEdit()]);
    const { promise, resolve } = Promise.withResolvers<SubmitVerdict>();
    const provider = fakeProvider({ submit: () => promise });
    const slow = sending({ ...deps, provider })(input);
    while (provider.calls.length === 0) await deps.clock.sleep(1);
    deps.clock.advance(45_000);
    expect(await sending(deps)(input)).toMatchObject({ next: 'wait' });
    resolve({ verdict: 'accepted', requestId: 'slow' });
    await slow;
    expect(deps.edits.at(id)).toMatchObject({ status: 'queued', requestId: 'slow' });
    expect(deps.notices.types()).toEqual(['Edit Submitted']);
  });
});

describe('sending an edit whose inputs only we may read', () => {
  it('gives the provider their signed addresses, and keeps the others on record', async () => {
    const asked: EditRequest[] = [];
    const provider = fakeProvider({
      submit: async (request) => {
        asked.push(request);
        return { verdict: 'accepted', requestId: 'r' };
      },
    });
    const deps = fakeDeps([anEdit()], { provider });
    const inputs = {
      readable: async (request: EditRequest) => ({ ...request, videoUrl: 'https://signed.example' }),
    };
    await send({ ...deps, newToken, inputs })(input);
    expect(asked.map(({ videoUrl }) => videoUrl)).toEqual(['https://signed.example']);
    expect(deps.edits.at(id).request).toEqual(anEdit().request);
  });

  it('sends nothing while they cannot be signed, and tries again', async () => {
    const provider = fakeProvider({ submit: async () => Promise.reject(new Error('this is paid')) });
    const deps = fakeDeps([anEdit()], { provider });
    const inputs = { readable: async () => Promise.reject(new Error('no credentials')) };
    expect(await send({ ...deps, newToken, inputs })(input)).toMatchObject({ next: 'wait' });
    expect(deps.edits.at(id)).toMatchObject({ status: 'accepted', waitingFor: 'provider' });
  });

  it('fault 78: sends nothing where one of them is gone by now, and says which', async () => {
    const provider = fakeProvider({ submit: async () => Promise.reject(new Error('this is paid')) });
    const deps = fakeDeps([anEdit()], { provider });
    const inputs = { readable: async () => Promise.reject(new InputsGone(['video_url'])) };
    expect(await send({ ...deps, newToken, inputs })(input)).toEqual({ next: 'announce', seconds: 1 });
    expect(deps.edits.at(id)).toMatchObject({
      status: 'failed',
      error: {
        code: 'inputs_gone',
        message:
          'It was not sent, and nothing is paid. video_url: no longer there, or no longer to be read from here.',
        billable: false,
      },
    });
  });
});
