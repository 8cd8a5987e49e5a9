import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from '../../client/client.ts';
import { connecting } from '../../client/connecting.ts';
import type { ClientError } from '../../client/errors.ts';
import {
  answers,
  deadPort,
  loopbackServer,
  resets,
  staysSilent,
  truncates,
  type Act,
  type Loopback,
} from '../lambdas/adapters/loopback-server.ts';
import { anEdit, editId } from './an-edit.ts';
import { json, problem } from './api-answers.ts';
import { clientClock } from './client-clock.ts';

let server: Loopback | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const served = async (...acts: [Act, ...Act[]]): Promise<Loopback> =>
  (server = await loopbackServer(...acts));

const request = { prompt: 'Make it night', video_url: 'https://example.com/clip.mp4' };
const delivery = `dl_${'0'.repeat(32)}`;
const calls: Record<string, (client: Client) => Promise<unknown>> = {
  create: async ({ edits }) => edits.create(request),
  get: async ({ edits }) => edits.get(editId),
  list: async ({ edits }) => edits.list(),
  cancel: async ({ edits }) => edits.cancel(editId),
  resolve: async ({ edits }) => edits.resolve(editId, { action: 'resubmit' }),
  delete: async ({ edits }) => edits.delete(editId),
  output: async ({ edits }) => edits.output(editId),
  account: async ({ account }) => account.get(),
  deliveries: async ({ deliveries }) => deliveries.list(editId),
  resend: async ({ deliveries }) => deliveries.resend(editId, delivery),
  test: async ({ webhooks }) => webhooks.test('https://example.com/hook'),
};
const call = async (name: string, client: Client) => calls[name]?.(client);

const lost = resets;
const gateway = (status: number): Act =>
  answers(status, { message: 'Service Unavailable' }, { 'content-type': 'application/json' });

describe('a call that fails', () => {
  const all = Object.keys(calls);
  const safe = all.filter((name) => !['resolve', 'resend', 'test'].includes(name));
  const table: [string, Act, string[]][] = [
    ['a lost connection', lost, safe],
    ['an answer that breaks off', truncates(200, '{"edit_id": "ed_'), safe],
    ['502', gateway(502), safe],
    ['503', gateway(503), safe],
    ['504', gateway(504), safe],
    ['429, which never came to the API', gateway(429), [...safe, 'resolve']],
    ['503, overloaded', problem('overloaded'), safe],
    ['503, of the account at the provider', problem('provider_account'), []],
    ['503, not before a minute', problem('provider_unreachable', { 'retry-after': '60' }), []],
    ['500', problem('internal'), []],
    ['422', problem('invalid_request'), []],
    ['404', problem('not_found'), []],
    ['403 of a gateway', gateway(403), []],
    ['a page in the place of JSON', answers(200, '<html>', { 'content-type': 'text/html' }), []],
  ];
  const rows = table.flatMap(([what, act, repeated]) =>
    all.map((name) => ({ name, what, act, tries: repeated.includes(name) ? 3 : 1 })),
  );
  it.each(rows)('$name is tried $tries times after $what', async ({ name, act, tries }) => {
    const { origin, journal } = await served(act);
    const client = connecting({ url: origin, repeats: 2 }, clientClock());
    await expect(call(name, client)).rejects.toThrow();
    expect(journal).toHaveLength(tries);
  });

  it.each(all)('%s answers as soon as one try is answered', async (name) => {
    const { origin, journal } = await served(gateway(429), json(anEdit()));
    const repeated = name !== 'resend' && name !== 'test';
    const calling = call(name, connecting({ url: origin }, clientClock()));
    if (repeated) await expect(calling).resolves.toEqual(anEdit());
    else await expect(calling).rejects.toThrow('429');
    expect(journal).toHaveLength(repeated ? 2 : 1);
  });

  it.each([
    ['create', 2],
    ['resolve', 2],
    ['resend', 0],
    ['test', 0],
  ])('%s is repeated where nobody listens: %i times', async (name, repeats) => {
    const clock = clientClock();
    const client = connecting({ url: `http://127.0.0.1:${await deadPort()}`, repeats: 2 }, clock);
    await expect(call(name, client)).rejects.toMatchObject({
      name: 'ConnectionError',
      requestMayHaveArrived: false,
      message: expect.stringContaining('(ECONNREFUSED)'),
    });
    expect(clock.waits).toHaveLength(repeats);
  });

  it('is not repeated where nobody wants that, by the client or for one call', async () => {
    const { origin, journal } = await served(gateway(503));
    await expect(connecting({ url: origin, repeats: 0 }, clientClock()).edits.get(editId)).rejects.toThrow();
    expect(journal).toHaveLength(1);
    const client = connecting({ url: origin, repeats: 3 }, clientClock());
    await expect(client.edits.get(editId, { repeats: 0 })).rejects.toThrow();
    expect(journal).toHaveLength(2);
    await expect(client.edits.get(editId)).rejects.toThrow();
    expect(journal).toHaveLength(6);
  });
});

describe('create', () => {
  it('sends one key and one body in every try, whatever befalls them', async () => {
    const failure = fc.constantFrom(
      resets,
      truncates(202, '{'),
      ...[429, 502, 503, 504].map(gateway),
      problem('overloaded'),
    );
    const key = fc.option(fc.stringMatching(/^[!-~]{1,255}$/u), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(fc.array(failure, { maxLength: 5 }), key, async (failures, idempotencyKey) => {
        const taken = json(anEdit(), {}, 202);
        const [first = taken, ...more] = failures;
        const { origin, journal, close } = await loopbackServer(first, ...more, taken);
        try {
          const client = connecting({ url: origin, repeats: 5 }, clientClock());
          await expect(client.edits.create(request, { idempotencyKey })).resolves.toEqual(anEdit());
          expect(journal).toHaveLength(failures.length + 1);
          const sent = new Set(
            journal.map(({ headers, body }) => `${String(headers['idempotency-key'])} ${body}`),
          );
          expect(sent.size).toBe(1);
          const only = [...sent].join();
          expect(only).toMatch(/^\S{1,255} \{/u);
          if (idempotencyKey !== undefined) expect(only.startsWith(`${idempotencyKey} {`)).toBe(true);
        } finally {
          await close();
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, Act]>([
    ['a lost connection', resets],
    ['an answer that breaks off', truncates(202, '{"edit_id": "ed_')],
    ['a gateway', gateway(502)],
    ['a refusal', problem('overloaded')],
  ])('tells after %s which key goes on with the same edit', async (_what, failure) => {
    const { origin, journal } = await served(failure, json(anEdit(), {}, 202));
    const { edits } = connecting({ url: origin, repeats: 0 }, clientClock());
    const error: unknown = await edits.create(request).catch((thrown: unknown) => thrown);
    const { idempotencyKey } = error as ClientError;
    await edits.create(request, { idempotencyKey });
    expect(journal.map(({ headers }) => headers['idempotency-key'])).toEqual([
      idempotencyKey,
      idempotencyKey,
    ]);
    expect(idempotencyKey).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it('has another key for each call', async () => {
    const { origin, journal } = await served(json(anEdit(), {}, 202));
    const { edits } = connecting({ url: origin }, clientClock());
    await edits.create(request);
    await edits.create(request);
    expect(new Set(journal.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('never sends what cannot be a key', async () => {
    const { origin, journal } = await served(json(anEdit()));
    const { edits } = connecting({ url: origin }, clientClock());
    await expect(edits.create(request, { idempotencyKey: 'two\nlines' })).rejects.toThrow(
      'invalid header value',
    );
    expect(journal).toEqual([]);
  });
});

describe('the wait before a repeat', () => {
  it('doubles its range with each failure, up to 20 s', async () => {
    const { origin } = await served(gateway(503));
    const clock = clientClock();
    await expect(connecting({ url: origin, repeats: 8 }, clock).edits.get(editId)).rejects.toThrow();
    expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  });

  it('is anywhere in its range', async () => {
    const { origin } = await served(gateway(503));
    const clock = clientClock(() => 0.25);
    await expect(connecting({ url: origin, repeats: 2 }, clock).edits.get(editId)).rejects.toThrow();
    expect(clock.waits).toEqual([125, 250]);
  });

  it.each([
    ['in seconds', '7', 7_000],
    ['as a date', new Date(1_750_000_009_000).toUTCString(), 9_000],
    ['in no way that it can be said', '-3', 0],
  ])('is no shorter than Retry-After says %s', async (_how, told, atLeast) => {
    const { origin } = await served(problem('overloaded', { 'retry-after': told }), json(anEdit()));
    const clock = clientClock(() => 0);
    await connecting({ url: origin }, clock).edits.get(editId);
    expect(clock.waits).toEqual([atLeast]);
  });

  it('ends with the signal, whose reason is thrown', async () => {
    const { origin, journal } = await served(gateway(503));
    const stop = new AbortController();
    const clock = clientClock();
    const waiting = {
      ...clock,
      wait: async (_: number, signal?: AbortSignal) => {
        stop.abort(new Error('enough'));
        signal?.throwIfAborted();
      },
    };
    const { edits } = connecting({ url: origin }, waiting);
    await expect(edits.get(editId, { signal: stop.signal })).rejects.toThrow('enough');
    expect(journal).toHaveLength(1);
  });
});

describe('a call', () => {
  it('sends nothing with a signal that is aborted already', async () => {
    const { origin, journal } = await served(json(anEdit()));
    const { edits } = connecting({ url: origin }, clientClock());
    await expect(edits.get(editId, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(journal).toEqual([]);
  });

  it('ends in the middle when its signal is aborted', async () => {
    const stop = new AbortController();
    const { origin } = await served(() => {
      stop.abort();
    });
    const { edits } = connecting({ url: origin }, clientClock());
    await expect(edits.create(request, { signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it.each([
    ['the client', 8, undefined],
    ['the call', 60, 8],
  ])('is given up after the time that %s has for it', async (_who, ofClient, ofCall) => {
    const clock = clientClock();
    const { origin } = await served((response, received) => {
      staysSilent(response, received);
      const [[tooLate, milliseconds] = [() => undefined, 0]] = clock.pending;
      expect(milliseconds).toBe(8_000);
      tooLate();
    });
    const { edits } = connecting({ url: origin, timeoutSeconds: ofClient, repeats: 0 }, clock);
    await expect(edits.get(editId, { timeoutSeconds: ofCall })).rejects.toMatchObject({
      name: 'ConnectionError',
      message: `No answer within 8 s: GET ${origin}/v1/edits/${editId}.`,
      requestMayHaveArrived: true,
    });
    expect(clock.pending.size).toBe(0);
  });
});
