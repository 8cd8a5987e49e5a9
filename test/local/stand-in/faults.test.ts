import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Answer } from '../../../local/stand-in/answer.ts';
import { createFaults, faultList, type FaultPoint } from '../../../local/stand-in/faults.ts';

const real: Answer = { status: 200, body: { request_id: 'a' } };

/** Calls with faults laid, and tells what was answered and what happened in which order. */
const stage = (list: unknown) => {
  const faults = createFaults();
  faults.lay(faultList.parse(list));
  const events: string[] = [];
  const call = (point: FaultPoint, requestId?: string, answer: Answer = real) =>
    faults.around(
      point,
      requestId,
      async () => {
        events.push('act');
        return answer;
      },
      {
        hangUp: () => void events.push('hang up'),
        wait: async (seconds) => void events.push(`wait ${seconds} s`),
      },
    );
  return { call, events, faults };
};

describe('faults', () => {
  it('leave calls alone that they do not match', async () => {
    const { call } = stage([{ on: 'submit', do: { kind: 'silence' } }]);
    expect(await call('status', 'a')).toBe(real);
  });

  it('answer in place of acting', async () => {
    const { call, events } = stage([
      { on: 'submit', do: { kind: 'answer', status: 429, headers: { 'retry-after': '3' }, body: 'later' } },
    ]);
    expect(await call('submit')).toEqual({ status: 429, headers: { 'retry-after': '3' }, body: 'later' });
    expect(events).toEqual([]);
  });

  it.each([
    [{ kind: 'delay', seconds: 45 }, ['act', 'wait 45 s'], real],
    [{ kind: 'hang-up', when: 'before' }, ['hang up'], undefined],
    [{ kind: 'hang-up', when: 'after' }, ['act', 'hang up'], undefined],
    [{ kind: 'silence' }, [], undefined],
    [{ kind: 'silence', when: 'after' }, ['act'], undefined],
  ])('%j', async (what, order, answer) => {
    const { call, events } = stage([{ on: 'submit', do: what }]);
    expect(await call('submit')).toEqual(answer);
    expect(events).toEqual(order);
  });

  it.each([
    ['an object', real, '{"re'],
    ['text', { status: 200, body: 'abcdefgh' }, 'abcd'],
    ['a stream', { status: 200, body: Readable.from([Buffer.from('ab'), Buffer.from('cdef')]) }, 'abcd'],
  ])('break off %s in its middle', async (_, answer, rest) => {
    const { call, events } = stage([{ on: 'result', do: { kind: 'break', afterBytes: 4 } }]);
    const given = await call('result', 'a', answer);
    expect((await buffer(given?.body as Readable)).toString()).toBe(rest);
    expect(events).toEqual(['act', 'wait 0.05 s', 'hang up']);
  });

  it('befall so many calls, after so many others, of one request', async () => {
    const answer = { kind: 'answer', status: 500 };
    const { call, faults } = stage([{ on: 'status', request_id: 'a', after: 1, times: 2, do: answer }]);
    const statuses = [];
    for (const id of ['a', 'b', 'a', 'a', 'a']) statuses.push((await call('status', id))?.status);
    expect(statuses).toEqual([200, 200, 500, 500, 200]);
    expect(faults.list()).toMatchObject([{ met: 4, befell: 2 }]);
  });

  it('come one after the other when they are laid on the same call', async () => {
    const { call } = stage([
      { on: 'status', times: 1, do: { kind: 'answer', status: 500 } },
      { on: 'status', times: 1, do: { kind: 'answer', status: 404 } },
    ]);
    const statuses = [];
    for (let look = 0; look < 3; look += 1) statuses.push((await call('status', 'a'))?.status);
    expect(statuses).toEqual([500, 404, 200]);
  });

  it.each([
    [{}],
    [[{ on: 'lunch', do: { kind: 'silence' } }]],
    [[{ on: 'submit', do: { kind: 'explode' } }]],
    [[{ on: 'submit', do: { kind: 'delay', seconds: -1 } }]],
    [[{ on: 'submit', tims: 1, do: { kind: 'silence' } }]],
  ])('are refused when misspelt: %j', (list) => {
    expect(faultList.safeParse(list).success).toBe(false);
  });
});
