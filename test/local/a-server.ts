import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { Endpoint } from '../../lambdas/adapters/http/api.ts';
import type { Endpoints, ServerProps } from '../../local/server.ts';

const nothing: Endpoint = async () => ({ status: 204, headers: {}, body: '' });

export const endpointsOf = (endpoint: Endpoint): Endpoints => ({
  ...{ submit: endpoint, read: endpoint, list: endpoint, cancel: endpoint },
  ...{ resolve: endpoint, delete: endpoint, readOutput: endpoint, createUpload: endpoint },
  ...{ listDeliveries: endpoint, resendDelivery: endpoint, testWebhook: endpoint, readAccount: endpoint },
});

/** A server of what is in a folder, without an edition behind it. */
export const propsIn = (folder: string): ServerProps => ({
  port: 0,
  bucketFolder: folder,
  endpoints: endpointsOf(nothing),
  uploads: async () => undefined,
  notices: { path: join(folder, 'events.jsonl'), events: new EventEmitter() },
  inputs: { edits: { get: async () => undefined }, loopbackHttp: true },
  consoleFolder: join(folder, 'built'),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
});
