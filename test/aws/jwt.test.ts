import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { serveSamples, type SampleServer } from '../end-to-end/sample-server.ts';
import { unsignedApi, type Api } from './api.ts';
import { bootstrap } from './cdk.ts';
import { startIssuer, type Issuer } from './issuer.ts';
import { startMiniStack, type MiniStack } from './ministack.ts';
import { deployStage, read, submit } from './stage.ts';

let emulator: MiniStack;
let issuer: Issuer;
let samples: SampleServer;
let open: Api;
let edit: EditBody;
let bucket: string;
const page = 'https://studio.example.com';

beforeAll(async () => {
  samples = await serveSamples();
  emulator = await startMiniStack();
  issuer = await startIssuer(emulator);
  await bootstrap(emulator);
  const operators = { claim: 'groups', value: 'operators' };
  const access = { kind: 'jwt', issuer: issuer.url, audience: ['reshoot'], operators };
  // On this machine, so that a clip on it is taken.
  const provider = { url: new URL(samples.urlOf('')).origin };
  const settings = { access, provider, allowedOrigins: [page] };
  const stage = await deployStage(emulator, { stage: 'tokens', settings });
  bucket = `${emulator.endpoint}/${stage.ResultsBucket}/uploads/clip.mp4`;
  open = unsignedApi(emulator, stage.ApiUrl);
  // There is no provider token: it waits, and others would not be taken.
  edit = await submit(callerOf('ann'), { prompt: 'mine', video_url: samples.urlOf('input-1-1.mp4') });
}, 600_000);
afterAll(async () => {
  await issuer.close();
  await samples.close();
  await emulator.stop();
});

const withToken =
  (token: string): Api =>
  async (path, call = {}) =>
    open(path, { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } });
const callerOf = (sub: string, claims: object = {}): Api =>
  withToken(issuer.token({ sub, aud: 'reshoot', ...claims }));

describe('a stage whose callers have tokens', () => {
  it('takes the edits of those whose token its issuer signed for it, and shows each their own', async () => {
    const [ann, bob] = [callerOf('ann'), callerOf('bob')];
    expect(edit).toMatchObject({ status: 'accepted', owner: expect.stringMatching(/^[0-9a-f]{32}$/u) });
    expect((await read(callerOf('ann'), edit.edit_id)).edit_id).toBe(edit.edit_id);
    expect((await bob(`/v1/edits/${edit.edit_id}`)).status).toBe(404);
    expect((await bob(`/v1/edits/${edit.edit_id}/cancel`, { method: 'POST' })).status).toBe(404);
    expect(await (await bob('/v1/edits')).json()).toEqual({ edits: [] });
    expect((await ann(`/v1/edits/${edit.edit_id}/cancel`, { method: 'POST' })).status).toBe(202);
  });

  it('shows everybody’s edits to an operator, whom the issuer says is one', async () => {
    const { edit_id: editId } = edit;
    const operator = callerOf('dora', { groups: ['editors', 'operators'] });
    expect((await operator(`/v1/edits/${editId}`)).status).toBe(200);
    expect((await operator(`/v1/edits/${editId}/cancel`, { method: 'POST' })).status).toBe(202);
    const editor = callerOf('dora', { groups: ['editors'] });
    expect((await editor(`/v1/edits/${editId}`)).status).toBe(404);
  });

  it('answers a page of an origin that it allows, before and after it is said who calls, and no other', async () => {
    const preflight = async (origin: string) =>
      open('/v1/edits', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      });
    const asked = await preflight(page);
    expect([200, 204]).toContain(asked.status);
    expect(asked.headers.get('access-control-allow-origin')).toBe(page);
    expect(asked.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    const list = async (origin: string) => callerOf('ann')('/v1/edits', { headers: { origin } });
    const answered = await list(page);
    expect([answered.status, answered.headers.get('access-control-allow-origin')]).toEqual([200, page]);
    const other = 'https://other.example.com';
    for (const answer of [await preflight(other), await list(other)])
      expect(answer.headers.get('access-control-allow-origin')).toBe(null);
  });

  it('has a bucket that such a page may post to and read from', async () => {
    const preflight = async (origin: string, method: string) =>
      open(bucket, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': method } });
    for (const method of ['POST', 'GET']) {
      const asked = await preflight(page, method);
      expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, page]);
    }
    expect((await preflight(page, 'DELETE')).status).toBe(403);
    expect((await preflight('https://other.example.com', 'GET')).status).toBe(403);
  });

  it.each<[string, () => Api]>([
    ['no token', () => open],
    ['a token that the issuer did not sign', () => withToken(issuer.forgery({ sub: 'ann', aud: 'reshoot' }))],
    ['a token for another audience', () => callerOf('ann', { aud: 'elsewhere' })],
    ['a token of the day before', () => callerOf('ann', { exp: Math.floor(Date.now() / 1_000) - 86_400 })],
    ['a token that says it is of another issuer', () => callerOf('ann', { iss: 'https://example.com' })],
    ['nonsense', () => withToken('nonsense')],
  ])('takes nobody with %s', async (_name, caller) => {
    const answer = await caller()('/v1/edits');
    expect([401, 403]).toContain(answer.status);
  });
});
