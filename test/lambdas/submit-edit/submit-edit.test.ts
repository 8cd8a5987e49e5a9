import { describe, expect, it } from '@jest/globals';
import type { ApiRequest } from '../../../lambdas/adapters/http/api.ts';
import { deployedUrls, localUrls } from '../../../lambdas/contract/urls.ts';
import { ended } from '../../../lambdas/core/edit.ts';
import { editIdForKey } from '../../../lambdas/core/new-edit.ts';
import type { BudgetLimits } from '../../../lambdas/core/spending.ts';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { send } from '../../../lambdas/send/send.ts';
import { NotLookedInto } from '../../../lambdas/core/errors.ts';
import { submitEdit, type SubmitEditDeps } from '../../../lambdas/submit-edit/submit-edit.ts';
import { editIn, jsonRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeBudget } from '../../fakes/budget.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeDeps, type FakeDeps } from '../../fakes/deps.ts';
import { noPrice } from '../../fakes/prices.ts';
import { fakeProvider } from '../../fakes/provider.ts';
import { fakeWorkflow } from '../../fakes/workflow.ts';

const valid = { prompt: 'a quiet sea of grass', video_url: 'https://example.com/clip.mp4' };
const picture = 'https://example.com/1.png';
const element = { frontal_image_url: picture, reference_image_urls: [picture] };
const taken: SubmitVerdict = { verdict: 'accepted', requestId: 'request-1' };
const keyed = (key: string, overrides: Partial<ApiRequest> = {}): Partial<ApiRequest> => ({
  ...overrides,
  headers: { 'idempotency-key': key },
});

const inputs = [
  { path: 'video_url', contentType: 'video/mp4', sizeBytes: 1_000, width: 1280, height: 720 },
] as const;
const lookInto = async () => ({ inputs, faults: [] });

/** The API with a workflow that does what the real one does first: it sends. */
const api = (
  verdict: (clock: { sleep: (ms: number) => Promise<void> }) => Promise<SubmitVerdict>,
  rules: Pick<SubmitEditDeps, 'urls' | 'inputPlaces'> = { urls: localUrls },
  more: Partial<FakeDeps> = {},
) => {
  const base = fakeDeps([], more);
  const provider = fakeProvider({ submit: async () => verdict(base.clock) });
  const deps = { ...base, provider };
  const sending: Promise<unknown>[] = [];
  let tokens = 0;
  const newToken = () => {
    tokens += 1;
    return `token ${tokens}`;
  };
  const workflow = fakeWorkflow((editId) => {
    sending.push(send({ ...deps, newToken })({ edit_id: editId }));
  });
  let random = 0;
  const given = {
    ...deps,
    workflow,
    stage: 'test',
    lookInto,
    ...rules,
    randomBytes: () => {
      random += 1;
      return new Uint8Array(17).fill(random);
    },
    verdictSeconds: 8,
  };
  const submit = submitEdit(given);
  return {
    ...given,
    submit: async (body: unknown, overrides?: Partial<ApiRequest>) => submit(jsonRequest(body, overrides)),
    settled: async () => Promise.all(sending),
  };
};
const quick = async () => taken;

describe('POST /v1/edits', () => {
  it('says which edit a request is of before anything is done about it', async () => {
    const about: unknown[] = [];
    const given = api(quick);
    const faults = [{ path: 'video_url', message: 'no', unreachable: false }];
    const submit = submitEdit({
      ...given,
      about: (subject) => about.push(subject),
      lookInto: async () => ({ inputs: [], faults }),
    });
    expect((await submit(jsonRequest({}))).status).toBe(422);
    expect(about).toEqual([]);
    expect((await submit(jsonRequest(valid, keyed('k')))).status).toBe(422);
    expect(about).toEqual([{ editId: editIdForKey('test', 'owner', 'k') }]);
    expect(given.edits.records.size).toBe(0);
  });

  it('answers with the edit, submitted, and where to find it', async () => {
    const { submit, edits, clock } = api(quick);
    const answer = await submit({
      ...valid,
      webhook_url: 'https://hooks.example/',
      metadata: { order: '7' },
    });
    const edit = editIn(answer);
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({
      location: `/v1/edits/${edit.edit_id}`,
      // A quarter of what such edits take.
      'retry-after': '48',
      'content-type': 'application/json',
    });
    expect(edit).toMatchObject({
      status: 'queued',
      provider_request_id: 'request-1',
      metadata: { order: '7' },
      request: { ...valid, keep_audio: false, image_urls: [], elements: [] },
    });
    expect(edits.at(edit.edit_id)).toMatchObject({ owner: 'owner', webhookUrl: 'https://hooks.example/' });
    // As soon as there was a verdict.
    expect(clock.monotonic()).toBeLessThan(1_000);
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['malformed JSON', '{', {}, 400, 'malformed_json'],
    ['another type', 'x', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['more than 64 kB', `"${'x'.repeat(70_000)}"`, {}, 413, 'body_too_large'],
    ['an empty key', JSON.stringify(valid), { 'idempotency-key': '' }, 400, 'invalid_idempotency_key'],
    [
      'an endless key',
      JSON.stringify(valid),
      { 'idempotency-key': 'k'.repeat(256) },
      400,
      'invalid_idempotency_key',
    ],
  ])(
    'fault 1: refuses %s without a record and without a call of the provider',
    async (_what, body, headers, status, code) => {
      const { submit, edits, provider, workflow } = api(quick);
      const answer = await submit(body, { headers });
      expect(problemIn(answer)).toMatchObject({ status, code });
      expect([edits.records.size, provider.calls, workflow.started]).toEqual([0, [], []]);
    },
  );

  it('tells and keeps what was found in the inputs', async () => {
    const { submit, edits } = api(quick);
    const edit = editIn(await submit(valid));
    expect(edit.inputs).toEqual([
      { path: 'video_url', content_type: 'video/mp4', size_bytes: 1_000, width: 1280, height: 720 },
    ]);
    expect(edits.at(edit.edit_id).inputs).toEqual(inputs);
  });

  it.each([
    [[true, true], 'input_unreachable'],
    [[true, false], 'input_unusable'],
  ])('fault 64: refuses inputs without a record and without a call of the provider', async (kinds, code) => {
    const { edits, provider, workflow, ...given } = api(quick);
    const faults = kinds.map((unreachable, place) => ({
      path: `image_urls[${place}]`,
      message: 'is not what it should be',
      unreachable,
    }));
    const submit = submitEdit({
      ...given,
      edits,
      provider,
      workflow,
      lookInto: async () => ({ inputs: [], faults }),
    } as SubmitEditDeps);
    expect(problemIn(await submit(jsonRequest(valid, keyed('a'))))).toMatchObject({
      status: 422,
      code,
      errors: faults.map(({ path, message }) => ({ path, message })),
    });
    expect([edits.records.size, provider.calls, workflow.started]).toEqual([0, [], []]);
    // The key is not used up.
    expect((await given.submit(valid, keyed('a'))).status).toBe(202);
  });

  it('says that there was no time to look, and nothing of the inputs, where nobody got to looking', async () => {
    const { edits, provider, workflow, ...given } = api(quick);
    const submit = submitEdit({
      ...given,
      edits,
      provider,
      workflow,
      lookInto: async () => {
        throw new NotLookedInto('a thousand others come first');
      },
    } as SubmitEditDeps);
    const answer = await submit(jsonRequest(valid, keyed('a')));
    expect(problemIn(answer)).toMatchObject({ status: 503, code: 'overloaded' });
    expect(problemIn(answer).errors).toBeUndefined();
    expect(answer.headers['retry-after']).toBe('10');
    expect([edits.records.size, provider.calls, workflow.started]).toEqual([0, [], []]);
    expect((await given.submit(valid, keyed('a'))).status).toBe(202);
  });

  it('fault 4: answers a repeat without another look at inputs that may be gone by now', async () => {
    const given = api(quick);
    const first = editIn(await given.submit(valid, keyed('again')));
    const submit = submitEdit({
      ...given,
      lookInto: async () => {
        throw new Error('nobody looks');
      },
    });
    const again = await submit(jsonRequest(valid, keyed('again')));
    expect([again.status, editIn(again).edit_id]).toEqual([200, first.edit_id]);
  });

  it.each<[number, string, object, string[]]>([
    [2, 'unknown fields', { ...valid, seed: 1, owner: 'me' }, ['seed', 'owner']],
    [2, 'a clip on the disk', { ...valid, video_url: 'file:///etc/passwd' }, ['video_url']],
    [3, 'an element that is not there', { ...valid, prompt: 'put @Element3 there' }, ['prompt']],
    [
      3,
      'too many pictures',
      { ...valid, image_urls: Array(3).fill(picture), elements: Array(2).fill(element) },
      ['elements'],
    ],
  ])(
    'fault %i: refuses %s without a record and without a call of the provider',
    async (_number, _what, body, paths) => {
      const { submit, edits, provider, workflow } = api(quick);
      const { code, errors = [] } = problemIn(await submit(body));
      expect(code).toBe('invalid_request');
      expect(errors.map(({ path }) => path)).toEqual(paths);
      expect([edits.records.size, provider.calls, workflow.started]).toEqual([0, [], []]);
    },
  );

  it('fault 54: refuses a receiver that is told nothing, saying why, without a record', async () => {
    const deps = api(quick);
    const { edits, provider } = deps;
    const message = 'must be on the public network, and hooks.example is not';
    const asked: string[] = [];
    const callbacks = {
      fault: async (url: string) => {
        asked.push(url);
        return message;
      },
    };
    const submit = submitEdit({ ...deps, callbacks });
    const answer = await submit(jsonRequest({ ...valid, webhook_url: 'https://hooks.example/a' }));
    expect(problemIn(answer)).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'webhook_url', message }],
    });
    expect(asked).toEqual(['https://hooks.example/a']);
    expect([edits.records.size, provider.calls]).toEqual([0, []]);
    expect((await submit(jsonRequest(valid))).status).toBe(202);
  });

  it('fault 4: answers a repeat with the same edit, although its receiver is not found any more', async () => {
    const deps = api(quick);
    const body = { ...valid, webhook_url: 'https://hooks.example/a' };
    const first = editIn(await deps.submit(body, keyed('k')));
    const callbacks = { fault: async () => 'must be found by its name, and hooks.example is not' };
    const again = await submitEdit({ ...deps, callbacks })(jsonRequest(body, keyed('k')));
    expect(again.status).toBe(200);
    expect(editIn(again).edit_id).toBe(first.edit_id);
    const other = await submitEdit({ ...deps, callbacks })(jsonRequest(body, keyed('another')));
    expect(problemIn(other).code).toBe('invalid_request');
  });

  it('remembers which notices the receiver of an edit wants', async () => {
    const { submit, edits } = api(quick);
    const webhook = { webhook_url: 'https://hooks.example/', webhook_notices: ['Edit Failed'] };
    const edit = editIn(await submit({ ...valid, ...webhook }));
    expect(edits.at(edit.edit_id).webhookNotices).toEqual(['Edit Failed']);
  });

  it('makes an edit of its own of every request without a key', async () => {
    const { submit, provider } = api(quick);
    const [first, second] = [editIn(await submit(valid)), editIn(await submit(valid))];
    expect(first.edit_id).not.toBe(second.edit_id);
    expect(provider.calls).toHaveLength(2);
  });
});

describe('POST /v1/edits and the provider’s verdict', () => {
  it('answers with a problem and the provider’s words where it rejects the edit in time', async () => {
    const { submit, edits } = api(async () => ({ verdict: 'rejected', message: 'the prompt is not nice' }));
    const answer = await submit(valid);
    const problem = problemIn(answer);
    expect(problem).toMatchObject({
      status: 422,
      code: 'rejected_by_provider',
      detail: 'the prompt is not nice',
    });
    expect(answer.headers['location']).toBe(`/v1/edits/${problem.edit_id ?? ''}`);
    expect(edits.at(problem.edit_id ?? '').status).toBe('failed');
  });

  it('fault 18: answers submitting where the verdict takes 45 s, which is recorded when it comes', async () => {
    const { submit, settled, edits, clock, provider } = api(async ({ sleep }) => {
      for (let second = 1; second <= 45; second += 1) await sleep(1_000);
      return taken;
    });
    const { edit_id: id, status } = editIn(await submit(valid));
    expect(status).toBe('submitting');
    await settled();
    expect(edits.at(id)).toMatchObject({ status: 'queued', requestId: 'request-1' });
    expect(provider.calls).toEqual(['submit']);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(45_000);
  });

  it('waits 8 s for a verdict at most', async () => {
    const given = api(quick);
    // Nobody sends: the workflow is slow to start.
    const submit = submitEdit({ ...given, workflow: fakeWorkflow() });
    const answer = await submit(jsonRequest(valid));
    expect(editIn(answer).status).toBe('accepted');
    expect(given.clock.monotonic()).toBe(8_000);
  });

  it.each<[string, SubmitVerdict, object]>([
    [
      'no balance',
      { verdict: 'account', why: 'no balance' },
      { status: 'accepted', waiting_for: 'provider_account' },
    ],
    ['no time now', { verdict: 'refused', why: 'busy' }, { status: 'accepted', waiting_for: 'provider' }],
    [
      'nothing clear',
      { verdict: 'unclear', why: 'reset' },
      { status: 'uncertain', error: { code: 'outcome_unknown' } },
    ],
  ])('answers at once with what is known where the provider has %s', async (_what, verdict, edit) => {
    const { submit, clock } = api(async () => verdict);
    const answer = await submit(valid);
    expect(answer.status).toBe(202);
    expect(editIn(answer)).toMatchObject(edit);
    expect(clock.monotonic()).toBeLessThan(1_000);
  });

  it('fault 27: takes the edit although its workflow cannot be started, and leaves it to recover', async () => {
    const given = api(quick);
    const submit = submitEdit({
      ...given,
      workflow: fakeWorkflow(() => {
        throw new Error('ThrottlingException');
      }),
    });
    const answer = await submit(jsonRequest(valid));
    const { edit_id: id, status } = editIn(answer);
    expect([answer.status, status]).toEqual([202, 'accepted']);
    expect(given.edits.at(id).dueAt).toBeLessThanOrEqual(given.clock.now());
    expect(given.log.lines).toContain('error: the workflow did not start; recover will start it');
  });
});

describe('POST /v1/edits while the account at the provider is not usable', () => {
  const start = 1_750_000_000_000;
  const paused = (given: ReturnType<typeof api>, tryAt: number) => {
    given.turns.line = { ...given.turns.line, pause: { since: start, tryAt, why: 'no balance' } };
  };

  it('fault 15: answers 503 with when to come back, and leaves no record', async () => {
    const given = api(quick);
    paused(given, start + 90_000);
    const answer = await given.submit(valid, keyed('k'));
    expect(problemIn(answer)).toMatchObject({ status: 503, code: 'provider_account' });
    expect(problemIn(answer).detail).toContain('no balance');
    expect(answer.headers['retry-after']).toBe('90');
    expect([given.edits.records.size, given.workflow.started, given.provider.calls]).toEqual([0, [], []]);
    // The key is not used up by what was refused.
    paused(given, start - 1);
    expect((await given.submit({ ...valid, prompt: 'another' }, keyed('k'))).status).toBe(202);
  });

  it('fault 15: still answers a repeat with the edit that is on record', async () => {
    const given = api(quick);
    const { edit_id: id } = editIn(await given.submit(valid, keyed('k')));
    await given.settled();
    paused(given, start + 90_000);
    const again = await given.submit(valid, keyed('k'));
    expect([again.status, editIn(again).edit_id]).toEqual([200, id]);
  });

  it('fault 15: lets a new edit make the careful try once it is time: where nobody waits nobody else would', async () => {
    const given = api(quick);
    paused(given, start);
    const answer = await given.submit(valid);
    expect(editIn(answer)).toMatchObject({ status: 'queued' });
    await given.settled();
    expect(given.turns.line.pause).toBeUndefined();
  });
});

describe('POST /v1/edits with a key', () => {
  it('fault 4: answers a repeat with the same edit, and calls the provider once', async () => {
    const { submit, provider, workflow, edits, settled } = api(quick);
    const first = await submit(valid, keyed('k'));
    await settled();
    const again = await submit(valid, keyed('k'));
    // What a caller may leave out is the same as its default; the order of fields is nobody's.
    const spelt = await submit({ elements: [], keep_audio: false, ...valid }, keyed('k'));
    expect([first.status, again.status, spelt.status]).toEqual([202, 200, 200]);
    const { edit_id: id, provider_request_id: requestId } = editIn(first);
    expect(editIn(again)).toMatchObject({ edit_id: id, provider_request_id: requestId });
    expect(editIn(spelt)).toEqual(editIn(again));
    expect(again.headers['location']).toBe(first.headers['location']);
    expect([provider.calls, workflow.started.length, edits.records.size]).toEqual([['submit'], 1, 1]);
  });

  it('fault 4: answers a repeat after the end with the edit as it ended', async () => {
    const { submit, provider, edits, clock } = api(quick);
    const { edit_id: id } = editIn(await submit(valid, keyed('k')));
    edits.records.set(id, { ...ended(edits.at(id), 'completed', {}, clock.now()), pendingNotices: [] });
    const again = await submit(valid, keyed('k'));
    expect([again.status, editIn(again).status]).toEqual([200, 'completed']);
    expect(provider.calls).toEqual(['submit']);
  });

  it('fault 4: starts the workflow that the first caller died before starting', async () => {
    const given = api(quick);
    const killed = new Error('killed');
    // Dies right after its put.
    const dying = submitEdit({
      ...given,
      edits: {
        ...given.edits,
        create: async (record) => {
          await given.edits.create(record);
          throw killed;
        },
      },
    });
    await expect(dying(jsonRequest(valid, keyed('k')))).rejects.toThrow(killed);
    expect(given.workflow.started).toEqual([]);
    const again = await given.submit(valid, keyed('k'));
    const { edit_id: id } = editIn(again);
    await given.settled();
    expect(given.workflow.started).toEqual([`${id}-1`]);
    expect(given.edits.at(id).status).toBe('queued');
    expect(given.provider.calls).toEqual(['submit']);
  });

  it('fault 4: makes sure of an execution that died later', async () => {
    const { submit, edits, clock, workflow, provider, settled } = api(quick);
    const { edit_id: id } = editIn(await submit(valid, keyed('k')));
    await settled();
    clock.advance(10 * 60_000);
    expect((await submit(valid, keyed('k'))).status).toBe(200);
    await settled();
    expect(workflow.started).toEqual([`${id}-1`, `${id}-2`]);
    expect(edits.at(id).runs).toBe(2);
    expect(provider.calls).toEqual(['submit']);
  });

  it('fault 67: is started although the answer to its put was lost', async () => {
    const given = api(quick);
    const submit = submitEdit({
      ...given,
      // The SDK puts it again, and finds it there.
      edits: {
        ...given.edits,
        create: async (record) => {
          await given.edits.create(record);
          return given.edits.create(record);
        },
      },
    });
    const { edit_id: id } = editIn(await submit(jsonRequest(valid)));
    await given.settled();
    expect(given.workflow.started).toEqual([`${id}-1`]);
    expect(given.provider.calls).toEqual(['submit']);
  });

  it.each<[string, object]>([
    ['prompt', { prompt: 'a loud sea of grass' }],
    ['clip', { video_url: 'https://example.com/other.mp4' }],
    ['sound', { keep_audio: true }],
    ['webhook', { webhook_url: 'https://hooks.example/' }],
    ['metadata', { metadata: { order: '8' } }],
  ])('fault 5: refuses the key for another %s, and changes nothing', async (_what, other) => {
    const { submit, edits, provider, settled } = api(quick);
    const { edit_id: id } = editIn(await submit(valid, keyed('k')));
    await settled();
    const before = edits.at(id);
    const problem = problemIn(await submit({ ...valid, ...other }, keyed('k')));
    expect(problem).toMatchObject({ status: 422, code: 'idempotency_key_reused', edit_id: id });
    expect(edits.at(id)).toBe(before);
    expect(provider.calls).toEqual(['submit']);
  });

  it('fault 6: makes one edit and one call of 20 requests at once', async () => {
    const { submit, provider, edits, settled } = api(quick);
    const answers = await Promise.all(Array.from({ length: 20 }, async () => submit(valid, keyed('k'))));
    await settled();
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array<number>(19).fill(200), 202]);
    expect(new Set(answers.map((answer) => editIn(answer).edit_id)).size).toBe(1);
    expect([edits.records.size, provider.calls]).toEqual([1, ['submit']]);
  });

  it('fault 7: makes an edit for each owner of a key', async () => {
    const { submit, provider, edits } = api(quick);
    const mine = editIn(await submit(valid, keyed('k')));
    const theirs = editIn(
      await submit({ ...valid, prompt: 'theirs' }, keyed('k', { owner: 'somebody else' })),
    );
    expect(mine.edit_id).not.toBe(theirs.edit_id);
    expect(edits.at(theirs.edit_id)).toMatchObject({ owner: 'somebody else' });
    expect(provider.calls).toHaveLength(2);
  });

  it('names the edit by stage, owner and key alone', async () => {
    const { submit } = api(quick);
    const { edit_id: id } = editIn(await submit(valid, keyed('k')));
    expect(id).toBe(editIdForKey('test', 'owner', 'k'));
    expect(id).not.toBe(editIdForKey('prod', 'owner', 'k'));
  });

  it('binds a key to nothing by a request that it refuses', async () => {
    const { submit } = api(quick);
    await submit({ ...valid, seed: 1 }, keyed('k'));
    expect((await submit(valid, keyed('k'))).status).toBe(202);
  });

  it('takes a key of 255 characters', async () => {
    const { submit } = api(quick);
    expect((await submit(valid, keyed('k'.repeat(255)))).status).toBe(202);
  });
});

describe('POST /v1/edits with inputs in S3', () => {
  const rules = {
    urls: deployedUrls,
    inputPlaces: { ownBucket: 'results', buckets: [{ name: 'footage', prefixes: ['clips/'] }] },
  };
  const from = (videoUrl: string, imageUrls: string[] = []) => ({
    ...valid,
    video_url: videoUrl,
    image_urls: imageUrls,
  });

  it('takes what lies where it may', async () => {
    const { submit } = api(quick, rules);
    expect((await submit(from('s3://footage/clips/a+b%20.mp4'))).status).toBe(202);
  });

  it('names every input that lies where it may not, and records nothing', async () => {
    const { submit, edits } = api(quick, rules);
    const answer = await submit(from('s3://elsewhere/a.mp4', [picture, 's3://footage/private/1.png']));
    expect(problemIn(answer)).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'video_url' }, { path: 'image_urls[1]' }],
    });
    expect(edits.records.size).toBe(0);
  });

  it('fault 73: takes an output of the caller’s own edit, and tells another’s no apart from one that is not there', async () => {
    const { submit } = api(quick, rules);
    const { edit_id: editId } = editIn(await submit(valid, { owner: 'ann' }));
    const output = `s3://results/edits/${editId}/output.mp4`;
    const nothing = `s3://results/edits/ed_${'a'.repeat(26)}/output.mp4`;
    expect((await submit(from(output), { owner: 'ann' })).status).toBe(202);
    const [anothers, missing] = [
      await submit(from(output), { owner: 'bob' }),
      await submit(from(nothing), { owner: 'bob' }),
    ];
    expect(anothers.status).toBe(422);
    expect(anothers.body).toBe(missing.body);
  });

  it('takes none where there is no place for them', async () => {
    const { submit } = api(quick, { urls: deployedUrls });
    expect((await submit(from('s3://footage/clips/a.mp4'))).status).toBe(422);
  });
});

describe('a budget of a stage', () => {
  const usd = 1_000_000;
  const noon = Date.UTC(2026, 10, 23, 12);
  /** Each edit of ten seconds costs 1.68 USD. */
  const within = (limits: BudgetLimits) => {
    const given = api(quick, { urls: localUrls }, { budget: fakeBudget(limits), clock: fakeClock(noon) });
    const waiting = (tickets: number) => {
      given.turns.line = { ...given.turns.line, tickets };
    };
    return { ...given, waiting };
  };

  it('tells the expected cost of what it takes', async () => {
    const { submit } = within({ dailyMicros: 2 * usd });
    const answer = await submit(valid);
    expect(answer.status).toBe(202);
    expect(editIn(answer)).toMatchObject({ status: 'queued', cost_estimate_usd: 1.68 });
  });

  it('that an edit does not fit in answers 402 with when it begins anew, and leaves the key unused', async () => {
    const { submit, edits, provider, clock } = within({ dailyMicros: 2 * usd });
    await submit(valid);
    const refused = await submit(valid, keyed('mine'));
    expect(problemIn(refused)).toMatchObject({ status: 402, code: 'budget_exhausted' });
    expect(problemIn(refused).detail).toContain('daily budget of $2.00');
    expect(problemIn(refused).detail).toContain('2026-11-24T00:00:00.000Z');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(11 * 3_600);
    expect([edits.records.size, provider.calls]).toEqual([1, ['submit']]);
    clock.advance(13 * 3_600_000);
    expect((await submit(valid, keyed('mine'))).status).toBe(202);
  });

  it('of a month tells the month, and when the next begins', async () => {
    const { submit } = within({ monthlyMicros: 1 * usd });
    const { detail } = problemIn(await submit(valid));
    expect(detail).toContain('monthly budget of $1.00');
    expect(detail).toContain('2026-12-01T00:00:00.000Z');
  });

  it('counts what stands in line already', async () => {
    const { submit, waiting } = within({ dailyMicros: 10 * usd });
    waiting(5);
    expect(problemIn(await submit(valid))).toMatchObject({ status: 402 });
    waiting(0);
    expect((await submit(valid)).status).toBe(202);
  });

  it('that closed the line answers 402 before anybody looks into the inputs', async () => {
    const given = within({ dailyMicros: 2 * usd });
    const { limits } = given.budget ?? {};
    given.turns.line = {
      ...given.turns.line,
      closed: { why: 'daily', since: noon, tryAt: noon + 3_600_000, limits: limits ?? {} },
    };
    const answer = await given.submit(valid);
    expect(problemIn(answer)).toMatchObject({ status: 402, code: 'budget_exhausted' });
    expect(answer.headers['retry-after']).toBe('3600');
  });

  it('takes what nobody knows a price of yet: it is sent once there is one', async () => {
    const given = api(
      quick,
      { urls: localUrls },
      { budget: fakeBudget({ dailyMicros: usd }), prices: noPrice },
    );
    const answer = await given.submit(valid);
    expect(editIn(answer)).toMatchObject({ status: 'accepted', waiting_for: 'provider' });
    expect(given.provider.calls).toEqual([]);
  });

  it('answers a repeated key with its edit, used up or not', async () => {
    const { submit } = within({ dailyMicros: 2 * usd });
    await submit(valid, keyed('mine'));
    const again = await submit(valid, keyed('mine'));
    expect([again.status, editIn(again).status]).toEqual([200, 'queued']);
  });
});
