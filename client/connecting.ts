import type { AccountBody } from '../lambdas/contract/account.ts';
import type { DeliveryBody, DeliveryListBody, WebhookTestBody } from '../lambdas/contract/delivery.ts';
import type { EditBody, EditPageBody, OutputLinkBody } from '../lambdas/contract/edit.ts';
import { baseOf } from './address.ts';
import { authorising } from './authorising.ts';
import { calling, type Calling, type CallingDeps } from './calling.ts';
import type { CallOptions, ClientProps, ListQuery } from './client-props.ts';
import type { Client } from './client.ts';
import type { Clock } from './clock.ts';
import { ClientError } from './errors.ts';
import { listing } from './listing.ts';
import { uploading } from './uploading.ts';
import { watching } from './watching.ts';

/** A client whose waits and luck are those of `clock`. */
export const connecting = (props: ClientProps, clock: Clock): Client => {
  const { url, auth, fetch: own, timeoutSeconds = 60, repeats = 4 } = props;
  const base = baseOf(url);
  // A browser's own wants to be called as a function of the window.
  const fetch = own ?? globalThis.fetch.bind(globalThis);
  const deps = { base, fetch, clock, authorise: authorising(auth, base), timeoutSeconds, repeats };
  const call = calling(deps);
  return { edits: edits(call, deps), ...others(call, deps) };
};

const pathOf = (editId: string): string => `/v1/edits/${encodeURIComponent(editId)}`;

const edits = (call: Calling, { clock }: CallingDeps): Client['edits'] => {
  const get = { method: 'GET', repeatable: 'always' } as const;
  const post = { method: 'POST', repeatable: 'always' } as const;
  const page = async (query: ListQuery, options?: CallOptions) =>
    (await call<EditPageBody>({ ...get, path: '/v1/edits', query: { ...query } }, options)).body;
  return {
    create: async (body, { idempotencyKey = crypto.randomUUID(), ...options } = {}) => {
      const headers = { 'idempotency-key': idempotencyKey };
      try {
        return (await call<EditBody>({ ...post, path: '/v1/edits', headers, body }, options)).body;
      } catch (error) {
        // A caller who asks again under another key may pay for a second edit.
        if (error instanceof ClientError) error.idempotencyKey = idempotencyKey;
        throw error;
      }
    },
    get: async (editId, options) => (await call<EditBody>({ ...get, path: pathOf(editId) }, options)).body,
    list: async (query = {}, options) => page(query, options),
    all: (query = {}, options) => ({
      [Symbol.asyncIterator]: () =>
        listing(async (cursor) => page({ ...query, cursor }, options), query.cursor),
    }),
    // Marks the edit once: whoever comes again is told what came of it.
    cancel: async (editId, options) =>
      (await call<EditBody>({ ...post, path: `${pathOf(editId)}/cancel` }, options)).body,
    // A second `resubmit` could meet the edit uncertain again, and pay once more than somebody decided.
    resolve: async (editId, body, options) => {
      const path = `${pathOf(editId)}/resolve`;
      return (await call<EditBody>({ ...post, path, body, repeatable: 'unless_arrived' }, options)).body;
    },
    // What is gone is gone.
    delete: async (editId, options) => {
      const path = pathOf(editId);
      return (await call<EditBody>({ method: 'DELETE', path, repeatable: 'always' }, options)).body;
    },
    watch: (editId, options = {}) => watching(pathOf(editId), options, { call, clock }),
    output: async (editId, n = 1, options) =>
      (await call<OutputLinkBody>({ ...get, path: `${pathOf(editId)}/outputs/${n}` }, options)).body,
  };
};

const others = (call: Calling, deps: CallingDeps): Omit<Client, 'edits'> => ({
  uploads: { put: async (file, options = {}) => uploading(file, options, { ...deps, call }) },
  deliveries: {
    list: async (editId, options) => {
      const path = `${pathOf(editId)}/deliveries`;
      return (await call<DeliveryListBody>({ method: 'GET', path, repeatable: 'always' }, options)).body;
    },
    // Each one that arrives tells the receiver once more.
    resend: async (editId, deliveryId, options) => {
      const path = `${pathOf(editId)}/deliveries/${encodeURIComponent(deliveryId)}/resend`;
      return (await call<DeliveryBody>({ method: 'POST', path, repeatable: 'never' }, options)).body;
    },
  },
  webhooks: {
    test: async (url, options) => {
      const path = '/v1/webhooks/test';
      const body = { url };
      return (await call<WebhookTestBody>({ method: 'POST', path, body, repeatable: 'never' }, options)).body;
    },
  },
  account: {
    get: async (options) =>
      (await call<AccountBody>({ method: 'GET', path: '/v1/account', repeatable: 'always' }, options)).body,
  },
});
