import api from 'undici/lib/api/index.js';
import buildConnector from 'undici/lib/core/connect.js';
import errors from 'undici/lib/core/errors.js';
import Client from 'undici/lib/dispatcher/client.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';

/**
 * What the adapters use of undici. Its index also loads fetch, WebSocket, caches, proxies and mocks, which no bundler can
 * tell are never used. These are the same objects as the index has.
 */
export { Client, buildConnector, errors };

// The index gives every dispatcher its methods so.
Object.assign(Dispatcher.prototype, api);
