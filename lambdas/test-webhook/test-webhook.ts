import { json, problem, type Endpoint } from '../adapters/http/api.ts';
import { parseBody } from '../adapters/http/body.ts';
import { toWebhookTestBody } from '../adapters/wire/delivery.ts';
import { toTestBody } from '../adapters/wire/webhook.ts';
import { webhookTestRequestSchema } from '../contract/delivery.ts';
import type { UrlPolicy } from '../contract/urls.ts';
import type { Clock } from '../core/ports.ts';
import type { Callbacks, Webhooks } from '../core/webhooks.ts';

export interface TestWebhookDeps {
  readonly urls: UrlPolicy;
  readonly callbacks: Callbacks;
  readonly webhooks: Webhooks;
  readonly clock: Clock;
  /** @returns an id that no other test has */
  readonly newId: () => string;
}

/** `POST /v1/webhooks/test`: sends one signed test at once, and answers with what came of it. */
export const testWebhook = ({ urls, callbacks, webhooks, clock, newId }: TestWebhookDeps): Endpoint => {
  const schema = webhookTestRequestSchema(urls);
  return async (request) => {
    const parsed = parseBody(request, schema);
    if (!parsed.ok) return parsed.response;
    const { url } = parsed.body;
    const message = await callbacks.fault(url);
    if (message !== undefined) {
      return problem('invalid_request', 'One fault: see errors.', { errors: [{ path: 'url', message }] });
    }
    const posted = await webhooks.post({ id: `test_${newId()}`, url, body: toTestBody(clock.now()) });
    return json(200, toWebhookTestBody(posted));
  };
};
