import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createClient, type EditBody } from '../../client/client.ts';
import { connecting } from '../../client/connecting.ts';
import {
  answers,
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
const look = (wish: Partial<EditBody>, after?: number): Act =>
  json(anEdit(wish), after === undefined ? {} : { 'retry-after': String(after) });
const all = async (edits: AsyncIterable<EditBody>): Promise<EditBody[]> => {
  const seen: EditBody[] = [];
  for await (const edit of edits) seen.push(edit);
  return seen;
};

describe('an edit that is watched', () => {
  it('is seen at once, and whenever anything that is told of it changes', async () => {
    const waiting = { status: 'accepted', waiting_for: 'capacity', sequence: 1 } as const;
    const changes: Partial<EditBody>[] = [
      { ...waiting, place: 2, eta_seconds: { p50: 300, p90: 600 } },
      { ...waiting, place: 1, eta_seconds: { p50: 300, p90: 600 } },
      { ...waiting, place: 1, eta_seconds: { p50: 200, p90: 600 } },
      { status: 'running', sequence: 4 },
      { status: 'running', sequence: 5 },
      { status: 'completed', sequence: 6 },
    ];
    const acts = changes.flatMap((change) => [look(change, 1), look(change, 1)]);
    const { origin } = await served(look({}), ...acts);
    expect(await all(connecting({ url: origin }, clientClock()).edits.watch(editId))).toEqual(
      [{}, ...changes].map((change) => anEdit(change)),
    );
  });

  it.each(['completed', 'failed', 'cancelled', 'uncertain'] as const)(
    'is over once it is %s',
    async (status) => {
      const { origin, journal } = await served(look({ status }, 5));
      expect(await all(createClient({ url: origin }).edits.watch(editId))).toEqual([anEdit({ status })]);
      expect(journal).toHaveLength(1);
    },
  );

  it('is over where it was deleted meanwhile', async () => {
    const { edits } = {
      edits: [{}, { status: 'completed', deleted_at: '2026-11-23T04:23:32.380Z' } as const],
    };
    const { origin } = await served(look(edits[0] ?? {}), look(edits[1] ?? {}));
    const seen = await all(connecting({ url: origin }, clientClock()).edits.watch(editId));
    expect(seen.map(({ status }) => status)).toEqual(['running', 'completed']);
  });

  it('may be watched until somebody has resolved it', async () => {
    const clock = clientClock();
    const { origin } = await served(
      ...([
        look({ status: 'uncertain' }),
        look({ status: 'uncertain' }),
        look({ status: 'completed' }),
      ] as const),
    );
    const seen = await all(connecting({ url: origin }, clock).edits.watch(editId, { untilEnded: true }));
    expect(seen.map(({ status }) => status)).toEqual(['uncertain', 'completed']);
    expect(clock.waits).toEqual([15_000, 15_000]);
  });

  it.each([
    ['2 s where nothing is said', undefined, 2_000],
    ['as long as Retry-After says', 90, 90_000],
    ['a second at least', 0, 1_000],
  ])('is looked at again after %s', async (_what, told, milliseconds) => {
    const clock = clientClock();
    const { origin } = await served(look({}, told), look({ status: 'completed' }));
    await all(connecting({ url: origin }, clock).edits.watch(editId));
    expect(clock.waits).toEqual([milliseconds]);
  });

  it.each([
    ['a lost connection', resets],
    ['an answer that breaks off', truncates(200, '{')],
    ['500', problem('internal')],
    ['429 of a gateway', answers(429)],
    ['a page of a proxy', answers(502, '<html>')],
  ])('is not lost to %s, about which nothing is said', async (_what, act) => {
    const clock = clientClock(() => 0.5);
    const { origin, journal } = await served(
      look({}, 1),
      act,
      act,
      act,
      look({}, 1),
      act,
      look({ status: 'completed' }),
    );
    const seen = await all(connecting({ url: origin }, clock).edits.watch(editId));
    expect(seen.map(({ status }) => status)).toEqual(['running', 'completed']);
    expect(journal).toHaveLength(7);
    // The range begins anew after each answer.
    expect(clock.waits).toEqual([1_000, 250, 500, 1_000, 1_000, 250]);
  });

  it.each([
    ['a problem', problem('not_found'), 'ProblemError'],
    ['a gateway', answers(403, '{"message":"Forbidden"}'), 'UnexpectedAnswer'],
  ])('ends the watch where it cannot be read, by %s', async (_who, act, name) => {
    const { origin } = await served(look({}, 1), act);
    const seen: EditBody[] = [];
    const watched = (async () => {
      for await (const edit of connecting({ url: origin }, clientClock()).edits.watch(editId))
        seen.push(edit);
    })();
    await expect(watched).rejects.toMatchObject({ name });
    expect(seen).toHaveLength(1);
  });

  it('is never looked at before Retry-After, and seen in the order of its looks', async () => {
    const moment = fc.record({
      act: fc.constantFrom('edit', 'failure', 'loss'),
      after: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
      sequence: fc.integer({ min: 1, max: 3 }),
    });
    const luck = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { maxLength: 20 }), luck, async (moments, random) => {
        const clock = clientClock(() => random);
        let notBefore = 0;
        let looks = 0;
        const fetch = async () => {
          expect(clock.now()).toBeGreaterThanOrEqual(notBefore);
          const told = moments[looks];
          looks += 1;
          if (told === undefined) return Response.json(anEdit({ status: 'completed', sequence: 9 }));
          const { act, after, sequence } = told;
          if (act === 'loss') throw new TypeError('fetch failed');
          notBefore = clock.now() + (after ?? 0) * 1_000;
          const headers = after === undefined ? {} : { 'retry-after': String(after) };
          if (act === 'failure') return new Response('', { status: 503, headers });
          return Response.json(anEdit({ sequence }), { headers });
        };
        const seen = await all(connecting({ url: 'http://127.0.0.1', fetch }, clock).edits.watch(editId));
        const told = moments.filter(({ act }) => act === 'edit').map(({ sequence }) => sequence);
        const changes = told.filter((sequence, n) => sequence !== told[n - 1]);
        expect(seen.map(({ sequence }) => sequence)).toEqual([...changes, 9]);
        expect(looks).toBe(moments.length + 1);
      }),
    );
  });
});

describe('to stop watching', () => {
  it('ends a wait at once, by return()', async () => {
    const { origin, journal } = await served(look({}, 3_600));
    const edits = createClient({ url: origin }).edits.watch(editId)[Symbol.asyncIterator]();
    expect((await edits.next()).done).toBe(false);
    const next = edits.next();
    await edits.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await edits.next()).toEqual({ done: true, value: undefined });
    expect(journal).toHaveLength(1);
  });

  it('ends a look at once, by return()', async () => {
    const asked = Promise.withResolvers<undefined>();
    const { origin } = await served((response, received) => {
      staysSilent(response, received);
      asked.resolve(undefined);
    });
    const edits = createClient({ url: origin }).edits.watch(editId)[Symbol.asyncIterator]();
    const next = edits.next();
    await asked.promise;
    await edits.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('needs no more than to leave the loop', async () => {
    const { origin, journal } = await served(look({}, 3_600));
    for await (const edit of createClient({ url: origin }).edits.watch(editId)) {
      expect(edit.status).toBe('running');
      break;
    }
    expect(journal).toHaveLength(1);
  });

  it('throws the reason of the signal, in the middle of a wait', async () => {
    const { origin } = await served(look({}, 3_600));
    const stop = new AbortController();
    const watched = createClient({ url: origin }).edits.watch(editId, { signal: stop.signal });
    const edits = watched[Symbol.asyncIterator]();
    await edits.next();
    const next = edits.next();
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });
});

it('each iteration of a watch looks for itself', async () => {
  const { origin, journal } = await served(look({ status: 'completed' }));
  const edits = createClient({ url: origin }).edits.watch(editId);
  expect(await all(edits)).toHaveLength(1);
  expect(await all(edits)).toHaveLength(1);
  expect(journal).toHaveLength(2);
});
