import { describe, expect, it } from '@jest/globals';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import type { StatusSeen } from '../../../lambdas/core/provider.ts';
import { resolveEdit } from '../../../lambdas/resolve-edit/resolve-edit.ts';
import { exampleOf } from '../../docs/examples.ts';
import { editIn, jsonRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeProvider } from '../../fakes/provider.ts';
import { fakeWorkflow } from '../../fakes/workflow.ts';
import { anEdit } from '../core/an-edit.ts';

const id = editId(0);
const uncertain: Partial<EditRecord> = {
  status: 'uncertain',
  claim: { token: 'sleeper', leaseUntil: 1 },
  error: { code: 'outcome_unknown', message: 'unknown', retryable: false, billable: true },
  dueAt: undefined,
};

const resolving = (record: Partial<EditRecord> = uncertain, seen: StatusSeen = { status: 'running' }) => {
  const other = anEdit({ editId: editId(1), status: 'completed', requestId: 'taken' });
  const deps = fakeDeps([anEdit(record), other], { provider: fakeProvider({ status: () => seen }) });
  const workflow = fakeWorkflow();
  const endpoint = resolveEdit({ ...deps, workflow });
  const resolve = async (body: unknown, caller: { owner?: string; operator?: boolean } = {}) =>
    endpoint({ ...jsonRequest(body), owner: 'owner', path: { edit_id: id }, ...caller });
  return { ...deps, workflow, resolve };
};

describe('POST /v1/edits/{edit_id}/resolve', () => {
  it('takes what the page about uncertain edits says to send', async () => {
    const page = await exampleOf('docs/uncertain.md', 'sh', '--data ');
    const [, data = ''] = /--data '([^']+)'/u.exec(page) ?? [];
    const body = JSON.parse(data) as { request_id: string };
    expect(editIn(await resolving().resolve(body))).toMatchObject({ provider_request_id: body.request_id });
  });

  it('fault 25: adopts the job that the provider has, and goes on with it', async () => {
    const { resolve, workflow, notices, provider, edits } = resolving();
    const answer = await resolve({ action: 'adopt', request_id: 'found' });
    expect(answer.status).toBe(200);
    expect(editIn(answer)).toMatchObject({
      status: 'queued',
      provider_request_id: 'found',
      resolutions: [{ action: 'adopt', request_id: 'found', by: 'owner' }],
    });
    expect(editIn(answer)).not.toHaveProperty('error');
    expect(provider.calls).toEqual(['status found']);
    expect(workflow.started).toEqual([`${id}-2`]);
    expect(notices.types()).toEqual(['Edit Submitted']);
    expect(edits.at(id).pendingNotices).toEqual([]);
  });

  it('sends it again where the provider never had it', async () => {
    const { resolve, workflow, provider } = resolving();
    expect(editIn(await resolve({ action: 'resubmit' }))).toMatchObject({ status: 'accepted' });
    expect([workflow.started, provider.calls]).toEqual([[`${id}-2`], []]);
  });

  it('gives it up, and says so', async () => {
    const { resolve, workflow, notices } = resolving();
    expect(editIn(await resolve({ action: 'abandon' }))).toMatchObject({
      status: 'failed',
      error: { code: 'abandoned', billable: true },
    });
    expect([workflow.started, notices.types()]).toEqual([[], ['Edit Failed']]);
  });

  it('keeps that it was an operator who decided', async () => {
    const { resolve } = resolving();
    const answer = await resolve({ action: 'abandon' }, { owner: 'operator', operator: true });
    expect(editIn(answer).resolutions).toMatchObject([{ by: 'operator' }]);
  });

  it.each<[string, StatusSeen, string, number]>([
    ['does not know', { status: 'unknown_request' }, 'unknown_request', 422],
    ['cannot be asked about', { status: 'unreachable', why: 'down' }, 'provider_unreachable', 503],
  ])('adopts no job that the provider %s', async (_what, seen, code, status) => {
    const { resolve, edits, workflow } = resolving(uncertain, seen);
    const before = edits.at(id);
    expect(problemIn(await resolve({ action: 'adopt', request_id: 'r' }))).toMatchObject({ code, status });
    expect(edits.at(id)).toBe(before);
    expect(workflow.started).toEqual([]);
  });

  it('adopts no job that another edit follows, and names that edit', async () => {
    const { resolve, provider } = resolving();
    const problem = problemIn(await resolve({ action: 'adopt', request_id: 'taken' }));
    expect(problem).toMatchObject({ code: 'request_taken', status: 409 });
    expect(problem.detail).toContain(editId(1));
    expect(provider.calls).toEqual([]);
  });

  it.each([
    'accepted',
    'submitting',
    'queued',
    'running',
    'storing',
    'completed',
    'failed',
    'cancelled',
  ] as const)('settles nothing of an edit that is %s', async (status) => {
    const { resolve, edits } = resolving({ status });
    const before = edits.at(id);
    expect(problemIn(await resolve({ action: 'resubmit' }))).toMatchObject({ code: 'not_uncertain' });
    expect(edits.at(id)).toBe(before);
  });

  it('settles once where two decide at once', async () => {
    const { resolve, workflow } = resolving();
    const answers = await Promise.all([resolve({ action: 'resubmit' }), resolve({ action: 'abandon' })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(workflow.started.length).toBeLessThanOrEqual(1);
  });

  it.each([
    [{}, 'action'],
    [{ action: 'retry' }, 'action'],
    [{ action: 'adopt' }, 'request_id'],
    [{ action: 'adopt', request_id: '../x' }, 'request_id'],
    [{ action: 'resubmit', request_id: 'r' }, 'request_id'],
  ])('refuses %j, naming %s', async (body, path) => {
    const problem = problemIn(await resolving().resolve(body));
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path }] });
  });

  it('fault 8: does not exist for anybody but its owner and operators', async () => {
    const { resolve, edits } = resolving();
    const before = edits.at(id);
    const problem = problemIn(await resolve({ action: 'abandon' }, { owner: 'somebody else' }));
    expect(problem).toMatchObject({ code: 'not_found', status: 404 });
    expect(edits.at(id)).toBe(before);
  });

  it('fault 27: stands, although the workflow cannot be started: recover does', async () => {
    const { edits, log, clock, ...deps } = resolving();
    const workflow = fakeWorkflow(() => {
      throw new Error('ThrottlingException');
    });
    const answer = await resolveEdit({ ...deps, edits, log, clock, workflow })({
      ...jsonRequest({ action: 'resubmit' }),
      owner: 'owner',
      path: { edit_id: id },
    });
    expect(answer.status).toBe(200);
    expect(edits.at(id).dueAt).toBeLessThanOrEqual(clock.now());
    expect(log.lines).toContain('error: the workflow did not start; recover will start it');
  });
});
