import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import type { ApiRequest, Endpoint } from '../../lambdas/adapters/http/api.ts';
import { openApi } from '../../lambdas/contract/openapi.ts';
import { problemSchema } from '../../lambdas/contract/problem.ts';
import { startServer, type Server } from '../../local/server.ts';
import { endpointsOf, propsIn } from './a-server.ts';

const seen: ApiRequest[] = [];
const logged: string[] = [];
const endpoint: Endpoint = async (received) => {
  seen.push(received);
  if (received.path['edit_id'] === 'broken') throw new Error('a secret of the inside');
  return { status: 202, headers: { 'content-type': 'application/json', location: '/here' }, body: '{}' };
};

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-server-'));
  for (const part of ['edits/ed_1', 'uploads', 'work']) await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'edits/ed_1/output.mp4'), '0123456789');
  await writeFile(join(folder, 'work/unverified'), 'unverified');
  server = await startServer({
    ...propsIn(folder),
    endpoints: endpointsOf(endpoint),
    log: { info: () => undefined, warn: () => undefined, error: (message) => logged.push(message) },
  });
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

type Method = 'GET' | 'POST' | 'DELETE' | 'PUT' | 'OPTIONS';
const call = async (
  path: string,
  options: { method?: Method; headers?: Record<string, string>; body?: string } = {},
) => {
  const answer = await request(url + path, options);
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
};
const problemOf = (text: string) => problemSchema.parse(JSON.parse(text)).code;

describe('the local server', () => {
  it('hands the API a request as it came, and answers what the API answers', async () => {
    const answer = await call('/v1/edits?limit=3', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      body: '{"prompt": not even json',
    });
    expect(answer).toMatchObject({ status: 202, text: '{}', headers: { location: '/here' } });
    expect(seen.at(-1)).toMatchObject({
      owner: 'local',
      query: { limit: '3' },
      headers: { 'idempotency-key': 'k' },
      body: '{"prompt": not even json',
    });
    await call('/v1/edits/ed_7/cancel', { method: 'POST' });
    expect(seen.at(-1)).toMatchObject({ path: { edit_id: 'ed_7' }, body: '' });
  });

  it('fault 1: refuses a body over 64 kB before the API sees it', async () => {
    const before = seen.length;
    const body = (size: number) => ({
      method: 'POST' as const,
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(size),
    });
    const tooLarge = await call('/v1/edits', body(65_537));
    expect({ status: tooLarge.status, code: problemOf(tooLarge.text) }).toEqual({
      status: 413,
      code: 'body_too_large',
    });
    expect(seen).toHaveLength(before);
    expect((await call('/v1/edits', body(65_536))).status).toBe(202);
  });

  it.each([
    '/v1/edits',
    '/',
    '/edits/ed_1',
    '/console/main.js',
    '/files/edits/ed_1/output.mp4',
    '/samples/input-1-1.mp4',
    '/local/notices',
    '/local/edits/ed_1/inputs/0',
    '/nothing',
  ])('fault 71: refuses %s to a page of another origin, and under a foreign name', async (path) => {
    const origin = await call(path, { headers: { origin: 'https://example.com' } });
    const host = await call(path, { headers: { host: 'rebound.example' } });
    expect([origin, host].map(({ status, text }) => [status, problemOf(text)])).toEqual([
      [403, 'forbidden'],
      [403, 'forbidden'],
    ]);
  });

  it('serves results with ranges, and nothing that is not verified', async () => {
    const part = await call('/files/edits/ed_1/output.mp4', { headers: { range: 'bytes=2-4' } });
    expect(part).toMatchObject({ status: 206, text: '234' });
    expect(part.headers).toMatchObject({ 'content-type': 'video/mp4', 'content-range': 'bytes 2-4/10' });
    for (const path of [
      '/files/work/unverified',
      '/files/edits/../work/unverified',
      '/files/edits/%2e%2e/work/unverified',
    ]) {
      expect((await call(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it.each([
    ['beyond the end', 'bytes=10-20', 416],
    ['from the end', 'bytes=-3', 206],
    ['open', 'bytes=7-', 206],
    ['not a range', 'lines=1-2', 200],
  ])('answers a range that is %s as HTTP has it', async (_what, range, status) => {
    const answer = await call('/files/edits/ed_1/output.mp4', { headers: { range } });
    expect(answer.status).toBe(status);
    if (status === 206) expect(answer.text).toBe('789');
    expect(logged).toEqual([]);
  });

  it.each([
    '/files/work/unverified',
    '/files/lock',
    '/files/',
    '/files/edits',
    '/files/edits/',
    '/files/edits/ed_1',
    '/files/edits/ed_1/',
    '/files/edits/ed_1/nothing.mp4',
    '/files/edits/ed_1/output.mp4/',
    '/files/edits/..%2fwork/unverified',
    '/files/edits/%2e%2e%2fwork%2funverified',
    '/files/edits/..%5cwork%5cunverified',
    '/files/edits/ed_1/..%00/output.mp4',
    '/files/uploads/../work/unverified',
    '/samples/../server.ts',
    '/samples/..%2fserver.ts',
    '/samples/',
  ])('serves nothing at %s, and says so with a problem', async (path) => {
    const { status, text } = await call(path);
    expect([400, 403, 404]).toContain(status);
    expect(problemOf(text)).toEqual(expect.any(String));
    expect(text).not.toContain('unverified"');
    expect(logged).toEqual([]);
  });

  it.each([
    ['GET', '/v1/edits/ed_1/cancel'],
    ['DELETE', '/v1/edits/ed_1/cancel'],
    ['PUT', '/v1/edits'],
    ['POST', '/files/edits/ed_1/output.mp4'],
    ['POST', '/'],
    ['GET', '/v1/edits/%E0%A4%A'],
    ['GET', `/v1/${'x'.repeat(3_000)}`],
    ['GET', `/v1/edits/${'x'.repeat(3_000)}`],
  ] as const)('answers %s %s with a problem', async (method, path) => {
    const { status, text } = await call(path, { method });
    expect([400, 404, 405]).toContain(status);
    expect(problemOf(text)).toEqual(expect.any(String));
    expect(text.length).toBeLessThan(500);
  });

  it('fault 71: takes what is addressed to this machine by any of its names, and from its own page', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      const headers = { host: `${name}:${server.port}`, origin: `http://${name}:${server.port}` };
      expect((await call('/v1/health', { headers })).status).toBe(200);
    }
  });

  it('fault 71: spends nothing for a page of another origin', async () => {
    const before = seen.length;
    for (const origin of ['https://example.com', 'null', `http://127.0.0.1:${server.port + 1}`]) {
      const headers = { origin, 'content-type': 'application/json' };
      expect((await call('/v1/edits', { method: 'POST', headers, body: '{}' })).status).toBe(403);
      expect((await call('/v1/edits', { method: 'OPTIONS', headers: { origin } })).status).toBe(403);
    }
    expect(seen).toHaveLength(before);
  });

  it('fault 1: hands on a body of any type, or of none, for the API to refuse', async () => {
    for (const headers of [{ 'content-type': 'text/plain' }, undefined]) {
      expect(
        (await call('/v1/edits', { method: 'POST', body: 'text', ...(headers && { headers }) })).status,
      ).toBe(202);
      expect(seen.at(-1)?.body).toBe('text');
    }
  });

  it('answers what is not there, and what breaks, with a problem that gives nothing away', async () => {
    const missing = await call('/v1/nothing');
    expect([missing.status, problemOf(missing.text)]).toEqual([404, 'not_found']);
    const broken = await call('/v1/edits/broken');
    expect([broken.status, problemOf(broken.text)]).toEqual([500, 'internal']);
    expect(broken.text).not.toContain('secret');
    expect(logged).toEqual(['a request failed']);
  });

  it('serves samples, health and its own description', async () => {
    expect((await call('/samples/input-1-4.png')).headers['content-type']).toBe('image/png');
    expect((await call('/v1/health')).text).toBe('{"status":"ok"}');
    expect(JSON.parse((await call('/v1/openapi.json')).text)).toEqual(openApi());
  });

  it('fails to start on a port that is taken, naming the option', async () => {
    const again = startServer({ ...propsIn(folder), port: server.port });
    await expect(again).rejects.toThrow(/port \d+ is taken: .+--port/u);
  });
});
