import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { Answer } from '../../../local/stand-in/answer.ts';
import { befall } from '../../../local/stand-in/faults/befall.ts';
import { faultList } from '../../../local/stand-in/faults/fault.ts';
import { createFaults, type Call } from '../../../local/stand-in/faults/faults.ts';

const real: Answer = { status: 200, body: { request_id: 'a' } };

/** Lays a fault on a call, and tells what was answered and what happened in which order. */
const stage = (todo: object, truth: Answer = real, point = 'result') => {
  const [fault] = faultList.parse([{ on: point, do: todo }]);
  if (fault === undefined) throw new Error('no fault was laid');
  const events: string[] = [];
  const call = () =>
    befall(
      fault.do,
      async (serving) => {
        events.push(['act', ...Object.keys(serving ?? {})].join(' '));
        return truth;
      },
      {
        hangUp: () => void events.push('hang up'),
        reset: () => void events.push('reset'),
        wait: async (seconds) => void events.push(`wait ${seconds} s`),
        hold: async (name) => void events.push(`hold ${name ?? 'it'}`),
      },
    );
  return { call, events };
};

describe('a fault', () => {
  it.each([
    [{ kind: 'delay', seconds: 45 }, ['act', 'wait 45 s'], real],
    [{ kind: 'hold' }, ['act', 'hold it'], real],
    [{ kind: 'hold', name: 'a' }, ['act', 'hold a'], real],
    [{ kind: 'hang-up', when: 'before' }, ['hang up'], undefined],
    [{ kind: 'hang-up', when: 'after' }, ['act', 'hang up'], undefined],
    [{ kind: 'reset', when: 'before' }, ['reset'], undefined],
    [{ kind: 'reset', when: 'after' }, ['act', 'reset'], undefined],
    [{ kind: 'silence' }, [], undefined],
    [{ kind: 'silence', when: 'after' }, ['act'], undefined],
    [{ kind: 'answer', status: 429, headers: { 'Retry-After': '3' }, body: 'later' }, [], 'later'],
    [{ kind: 'say', body: { more: 1 } }, ['act'], { request_id: 'a', more: 1 }],
  ])('%j', async (todo, order, answer) => {
    const { call, events } = stage(todo);
    const given = await call();
    expect(answer === real || answer === undefined ? given : given?.body).toEqual(answer);
    expect(events).toEqual(order);
  });

  it.each([
    [{ kind: 'ignore-range' }, 'act whole'],
    [{ kind: 'new-etag' }, 'act etag'],
  ])('that is for outputs: %j', async (todo, happened) => {
    const { call, events } = stage(todo, real, 'output');
    expect(await call()).toBe(real);
    expect(events).toEqual([happened]);
  });

  it.each([
    ['an object', real, '{"re'],
    ['text', { status: 200, body: 'abcdefgh' }, 'abcd'],
    ['a stream', { status: 200, body: Readable.from([Buffer.from('ab'), Buffer.from('cdef')]) }, 'abcd'],
  ])('breaks off %s in its middle', async (_, answer, rest) => {
    const { call, events } = stage({ kind: 'break', afterBytes: 4 }, answer);
    const given = await call();
    expect((await buffer(given?.body as Readable)).toString()).toBe(rest);
    expect(events).toEqual(['act', 'wait 0.05 s', 'hang up']);
  });

  it('drips ten pieces a second, and no wait comes before the first', async () => {
    const { call, events } = stage({ kind: 'drip', bytesPerSecond: 20 }, { status: 200, body: 'abcde' });
    expect((await buffer((await call())?.body as Readable)).toString()).toBe('abcde');
    expect(events).toEqual(['act', 'wait 0.1 s', 'wait 0.1 s']);
  });

  it('closes the file of an answer that nobody hears', async () => {
    for (const kind of ['hang-up', 'reset', 'silence']) {
      const body = Readable.from(['a']);
      await stage({ kind, when: 'after' }, { status: 200, body }).call();
      expect(body.destroyed).toBe(true);
    }
    const unread = Readable.from(['a']);
    const given = await stage({ kind: 'shorten', bytes: 0 }, { status: 200, body: unread }).call();
    const closed = new Promise((resolve) => unread.once('close', resolve));
    (given?.body as Readable).destroy();
    await closed;
  });
});

/** Which of these calls a list of faults befalls, by the status it answers them. */
const befallen = (list: unknown, calls: readonly Call[], seed?: number): (number | undefined)[] => {
  const faults = createFaults(seed);
  faults.lay(faultList.parse(list));
  return calls.map((call) => {
    const fault = faults.take(call, 'read');
    return fault?.do.kind === 'answer' ? fault.do.status : undefined;
  });
};
const answering = (status: number) => ({ kind: 'answer', status });
const looks = (count: number): Call[] => Array.from({ length: count }, () => ({ point: 'status' }));

describe('faults', () => {
  it('leave calls alone that they do not match', () => {
    expect(befallen([{ on: 'submit', do: answering(500) }], looks(1))).toEqual([undefined]);
  });

  it('befall so many calls, after so many others, of one request', () => {
    const faults = createFaults();
    faults.lay(faultList.parse([{ on: 'status', request_id: 'a', after: 1, times: 2, do: answering(500) }]));
    const met = ['a', 'b', 'a', 'a', 'a'].map(
      (requestId) => faults.take({ point: 'status', requestId }, 'read') !== undefined,
    );
    expect(met).toEqual([false, false, true, true, false]);
    expect(faults.list()).toMatchObject([{ met: 4, befell: 2 }]);
  });

  it('come one after the other when they are laid on the same call', () => {
    const list = [500, 404].map((status) => ({ on: 'status', times: 1, do: answering(status) }));
    expect(befallen(list, looks(3))).toEqual([500, 404, undefined]);
  });

  it('befall the calls whose prompt holds a text', () => {
    const calls = ['A red house', 'A blue house', undefined].map((prompt): Call => ({
      point: 'status',
      prompt,
    }));
    expect(befallen([{ on: 'status', prompt: 'blue', do: answering(500) }], calls)).toEqual([
      undefined,
      500,
      undefined,
    ]);
  });

  it('keep those that come before a body is read apart from the others', () => {
    const faults = createFaults();
    const kinds = [answering(500), { kind: 'reset', when: 'before-reading' }];
    faults.lay(faultList.parse(kinds.map((todo) => ({ on: 'submit', do: todo }))));
    expect(faults.take({ point: 'submit' }, 'before-reading')?.do.kind).toBe('reset');
    expect(faults.take({ point: 'submit' }, 'read')?.do.kind).toBe('answer');
  });

  describe('with a share', () => {
    const list = [{ on: 'status', share: 0.3, do: answering(500) }];

    it('befall about so many of the calls', () => {
      const hit = befallen(list, looks(10_000)).filter((status) => status !== undefined);
      expect(hit.length / 10_000).toBeCloseTo(0.3, 1);
    });

    it('befall none, and all, at the ends', () => {
      expect(new Set(befallen([{ ...list[0], share: 0 }], looks(1000)))).toEqual(new Set([undefined]));
      expect(new Set(befallen([{ ...list[0], share: 1 }], looks(1000)))).toEqual(new Set([500]));
    });

    it('befall the same calls again with the same seed, and others with another', () => {
      const first = befallen(list, looks(200), 7);
      expect(befallen(list, looks(200), 7)).toEqual(first);
      expect(befallen(list, looks(200), 8)).not.toEqual(first);
    });

    it('befall the same calls whatever other calls come between', () => {
      const both = [{ on: 'submit', share: 0.5, do: answering(404) }, ...list];
      const alone = befallen(both, looks(100));
      const calls = looks(100).flatMap((look): Call[] => [{ point: 'submit' }, look]);
      expect(befallen(both, calls).filter((_, place) => place % 2 === 1)).toEqual(alone);
    });
  });

  it.each([
    [{}, 'expected array'],
    [[{ on: 'lunch', do: { kind: 'silence' } }], 'at [0].on'],
    [[{ on: 'submit', do: { kind: 'explode' } }], 'at [0].do.kind'],
    [[{ on: 'submit', do: { kind: 'delay', seconds: -1 } }], 'at [0].do.seconds'],
    [[{ on: 'submit', tims: 1, do: { kind: 'silence' } }], '"tims"'],
    [[{ on: 'submit', do: { kind: 'reset', when: 'now' } }], 'at [0].do.when'],
    [[{ on: 'submit', do: { kind: 'reset' } }], 'at [0].do.when'],
    [[{ on: 'submit', do: { kind: 'hold', name: '' } }], 'at [0].do.name'],
    [[{ on: 'output', do: { kind: 'drip', bytesPerSecond: 0 } }], 'at [0].do.bytesPerSecond'],
    [[{ on: 'output', do: { kind: 'shorten', bytes: 0.5 } }], 'at [0].do.bytes'],
    [[{ on: 'output', do: { kind: 'alter', headers: { etag: 'a\nb' } } }], 'at [0].do.headers.etag'],
    [[{ on: 'output', do: { kind: 'alter', headers: { 'e tag': 'a' } } }], 'at [0].do.headers'],
    [[{ on: 'output', do: { kind: 'alter', status: 99 } }], 'at [0].do.status'],
    [[{ on: 'result', do: { kind: 'expire' } }], 'at [0].do.seconds'],
    [[{ on: 'status', do: { kind: 'say', body: 'hello' } }], 'at [0].do.body'],
    [[{ on: 'output', do: { kind: 'say', body: {} } }], 'at [0].on'],
    [[{ on: 'status', do: { kind: 'expire', seconds: 1 } }], 'at [0].on'],
    [[{ on: 'result', do: { kind: 'ignore-range' } }], 'at [0].on'],
    [[{ on: 'result', do: { kind: 'new-etag' } }], 'at [0].on'],
    [[{ on: 'submit', share: 1.1, do: { kind: 'silence' } }], 'at [0].share'],
    [
      [{ on: 'submit', prompt: 'x', do: { kind: 'reset', when: 'before-reading' } }],
      'prompt is not known before the body is read',
    ],
  ])('are refused when misspelt: %j', (list, named) => {
    const { error } = faultList.safeParse(list);
    if (error === undefined) throw new Error('it was taken');
    const told = z.prettifyError(error);
    expect(named.startsWith('prompt') ? told.replace(/\n.*/u, '') : told).toContain(
      named.replace(/^prompt /u, ''),
    );
  });
});
