import type { Client } from '../client/client.ts';

// The implementation comes with branch `client`.
export const api = undefined as unknown as Client;
