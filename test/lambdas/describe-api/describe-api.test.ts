import { describe, expect, it } from '@jest/globals';
import { openApi } from '../../../lambdas/contract/openapi.ts';
import { describeApi } from '../../../lambdas/describe-api/describe-api.ts';
import { apiRequest, problemIn } from '../../fakes/api-request.ts';

const ask = describeApi();

describe('what describes the API', () => {
  it('answers with its description and its health', async () => {
    const description = await ask(apiRequest({ url: '/v1/openapi.json' }));
    expect([description.status, JSON.parse(description.body)]).toEqual([200, openApi()]);
    expect((await ask(apiRequest({ url: '/v1/health' }))).body).toBe('{"status":"ok"}');
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1/edits/'],
    ['DELETE', '/v1/health'],
    ['POST', '/v1/openapi.json'],
    ['GET', '/v1/health/'],
  ])('answers %s %s with a problem that names it', async (method, url) => {
    const { code, detail } = problemIn(await ask(apiRequest({ method, url })));
    expect([code, detail]).toEqual(['not_found', `There is nothing at ${method} ${url}.`]);
  });

  it('names no path at any length', async () => {
    expect(problemIn(await ask(apiRequest({ url: `/${'x'.repeat(9_000)}` }))).detail.length).toBeLessThan(
      250,
    );
  });
});
