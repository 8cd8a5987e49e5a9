import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { SubmitRead } from '../../../local/stand-in/submits.ts';

export const token = 'a-token';
const model = '/v1/models/kling/kling-video-o1/video-to-video/edit';

export interface Heard {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
}

/** Calls as a client of the provider does. */
export const callerOf = (url: string) => {
  const call = async (path: string, options: CallOptions = {}): Promise<Heard> => {
    const { method = 'GET', body } = options;
    const answer = await request(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${options.token ?? token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === '' ? {} : (JSON.parse(text) as Heard['body']) };
  };
  const submit = async (input: unknown): Promise<string> => {
    const { status, body } = await call(model, { method: 'POST', body: input });
    if (status !== 200) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
    return String(body['request_id']);
  };
  const status = async (id: string) => (await call(`/v1/requests/${id}/status`)).body['status'];
  return {
    call,
    submit,
    status,
    post: (body: unknown, options: CallOptions = {}) => call(model, { ...options, method: 'POST', body }),
    result: async (id: string, query = '') => (await call(`/v1/requests/${id}/result${query}`)).body,
    cancel: (id: string) => call(`/v1/requests/${id}/cancel`, { method: 'POST' }),
    put: (path: string, body: unknown) => call(path, { method: 'PUT', body }),
    release: async (name?: string) =>
      (await call('/control/release', { method: 'POST', body: { name } })).body['released'],
    faults: (list: unknown) => call('/control/faults', { method: 'PUT', body: list }),
    journal: async () => (await call('/control/journal')).body as unknown as { request_id: string }[],
    submits: async () => (await call('/control/submits')).body as unknown as SubmitRead[],
    until: async (id: string, wanted: string): Promise<void> =>
      eventually(async () => {
        const now = await status(id);
        if (now !== wanted) throw new Error(`${id} is ${String(now)}, not ${wanted}`);
      }),
  };
};

/** Tries again until it holds, and fails with the last reason when the time is over. */
export const eventually = async (holds: () => Promise<void>, seconds = 25): Promise<void> => {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await holds();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(25);
    }
  }
};
