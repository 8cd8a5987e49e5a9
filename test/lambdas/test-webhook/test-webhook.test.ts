import { describe, expect, it } from '@jest/globals';
import { webhookTestSchema } from '../../../lambdas/contract/delivery.ts';
import { deployedUrls, localUrls } from '../../../lambdas/contract/urls.ts';
import type { Posted, Webhooks } from '../../../lambdas/core/webhooks.ts';
import { testWebhook } from '../../../lambdas/test-webhook/test-webhook.ts';
import { jsonRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeClock } from '../../fakes/clock.ts';

const url = 'https://hooks.example/reshoot?key=1';

const testing = (posted: Posted, fault?: string, urls = deployedUrls) => {
  const sent: Parameters<Webhooks['post']>[0][] = [];
  let ids = 0;
  const test = testWebhook({
    urls,
    callbacks: { fault: async () => fault },
    webhooks: {
      post: async (message) => {
        sent.push(message);
        return posted;
      },
    },
    clock: fakeClock(),
    newId: () => String((ids += 1)),
  });
  return { sent, test: async (body: unknown) => test(jsonRequest(body)) };
};

describe('POST /v1/webhooks/test', () => {
  it('sends one signed test at once, and says that it was delivered', async () => {
    const { test, sent } = testing({ statusCode: 204, tookMs: 12.3 });
    const answer = await test({ url });
    expect(answer.status).toBe(200);
    expect(webhookTestSchema.parse(JSON.parse(answer.body))).toEqual({
      delivered: true,
      status_code: 204,
      took_ms: 12,
    });
    expect(sent).toMatchObject([{ id: 'test_1', url }]);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ type: 'webhook.test', data: {} });
  });

  it('says why it was not', async () => {
    const { test } = testing({ statusCode: 401, error: 'The receiver answered 401', tookMs: 5 });
    expect(JSON.parse((await test({ url })).body)).toEqual({
      delivered: false,
      status_code: 401,
      error: 'The receiver answered 401',
      took_ms: 5,
    });
  });

  it('fault 54: sends nothing to an address that is not told anything, and says why', async () => {
    const fault = 'must be on the public network, and hooks.example is not';
    const { test, sent } = testing({ tookMs: 1 }, fault);
    expect(problemIn(await test({ url }))).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'url', message: fault }],
    });
    expect(sent).toEqual([]);
  });

  it.each([{}, { url: 'here' }, { url: 's3://bucket/key' }, { url: 'http://127.0.0.1/' }, { url, more: 1 }])(
    'is 422 for %j',
    async (body) => {
      const { test, sent } = testing({ tookMs: 1 });
      expect(problemIn(await test(body)).code).toBe('invalid_request');
      expect(sent).toEqual([]);
    },
  );

  it('takes a receiver on this machine where that is for trying out', async () => {
    const { test } = testing({ statusCode: 200, tookMs: 1 }, undefined, localUrls);
    expect((await test({ url: 'http://127.0.0.1:4000/' })).status).toBe(200);
  });
});
