import { createClient } from '../client/client.ts';

/** The API of the server that this page came from. */
export const api = createClient({ url: location.origin });
