import { describe, expect, it } from '@jest/globals';
import { emptyLine, type Line } from '../../../lambdas/core/line.ts';
import { askForTurn, type Asking, type Turn } from '../../../lambdas/core/turn.ts';

const now = 10_000_000;
const holding = (count: number): Line['holders'] =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`holder ${place}`, now - 60_000]));

const ask = (line: Partial<Line>, asking: Partial<Asking> = {}): Turn =>
  askForTurn(
    { ...emptyLine, movedAt: now, ...line },
    {
      editId: 'mine',
      now,
      slots: 5,
      typicalSeconds: 200,
      typicalIsGuess: false,
      waitedSeconds: 0,
      accountRetrySeconds: 300,
      ...asking,
    },
  );

const slow = (notBefore: number, more: Partial<NonNullable<Line['slow']>> = {}): Line['slow'] => ({
  since: now - 60_000,
  refusals: 3,
  notBefore,
  ...more,
});

const pause = (tryAt: number, since = now - 60_000): Line['pause'] => ({ since, tryAt, why: 'no balance' });

describe('whether it is the turn of an edit', () => {
  it.each<[string, Partial<Line>, Partial<Asking>, object]>([
    ['a slot is free and nobody waits', { holders: holding(4) }, {}, { turn: 'take' }],
    ['all slots are in use: it draws a ticket first', { holders: holding(5) }, {}, { turn: 'draw' }],
    ['others wait already, though a slot is free', { holders: holding(4), tickets: 3 }, {}, { turn: 'draw' }],
    ['it is next and a slot is free', { holders: holding(4), tickets: 3 }, { ticket: 1 }, { turn: 'take' }],
    [
      'two slots are free and it is second',
      { holders: holding(3), tickets: 3 },
      { ticket: 2 },
      { turn: 'take' },
    ],
    [
      'a slot is free and it is second',
      { holders: holding(4), tickets: 3 },
      { ticket: 2 },
      { turn: 'wait', waitingFor: 'capacity', place: 2 },
    ],
    [
      'it is next and all slots are in use',
      { holders: holding(5), tickets: 3, serving: 2 },
      { ticket: 3 },
      { turn: 'wait', waitingFor: 'capacity', place: 1 },
    ],
    [
      'it was overtaken: it is next again',
      { holders: holding(5), tickets: 9, serving: 8 },
      { ticket: 3 },
      { turn: 'wait', place: 1 },
    ],
    ['it has its slot already', { holders: { ...holding(5), mine: now }, tickets: 3 }, {}, { turn: 'take' }],
  ])('%s', (_what, line, asking, expected) => {
    expect(ask(line, asking)).toMatchObject(expected);
  });

  it.each<[number, number, boolean]>([
    [2, 0, false],
    [2, 20, true],
    [8, 40, false],
    [8, 60, true],
  ])('lets place %d have the one free slot after %d s without a move: %s', (place, idleSeconds, takes) => {
    const line = { holders: holding(4), tickets: 9, movedAt: now - idleSeconds * 1_000 };
    expect(ask(line, { ticket: place }).turn).toBe(takes ? 'take' : 'wait');
  });

  it('lingers only where the turn is near', () => {
    const line = { holders: holding(5), tickets: 50, movedAt: now };
    expect(ask(line, { ticket: 1 })).toMatchObject({ linger: true });
    expect(ask(line, { ticket: 4 })).toMatchObject({ linger: false });
    expect(ask(line, { ticket: 3, typicalSeconds: 20 })).toMatchObject({ linger: true });
    expect(ask(line, { ticket: 5, typicalSeconds: 20 })).toMatchObject({ linger: false });
  });

  it('waits long where it is far back, and not long where the length of an edit is a guess', () => {
    const line = { holders: holding(5), tickets: 1_000, movedAt: now };
    const known = ask(line, { ticket: 1_000 });
    const guessed = ask(line, { ticket: 1_000, typicalIsGuess: true, waitedSeconds: 40 });
    expect(known.turn === 'wait' && known.seconds).toBeCloseTo(31_115, 0);
    expect(guessed).toMatchObject({ seconds: 80 });
  });

  it('waits by how long slots were held of late, whatever was known before', () => {
    const line = {
      holders: holding(5),
      tickets: 101,
      movedAt: now,
      holds: { count: 40, seconds: 2_000 },
      holdMarks: [{ count: 30, seconds: 1_900 }],
    };
    // Ten holds of 10 s in five slots: a turn every 2 s.
    const turn = ask(line, { ticket: 100 });
    expect(turn.turn === 'wait' && turn.seconds).toBeCloseTo(146, 0);
  });
});

describe('a provider that refuses', () => {
  it('fault 12: keeps everybody until it may be asked again, in their order', () => {
    const line = { tickets: 3, slow: slow(now + 30_000) };
    expect(ask(line)).toEqual({ turn: 'draw' });
    const [first, third] = [1, 3].map((ticket) => ask(line, { ticket }));
    expect(first).toMatchObject({ turn: 'wait', waitingFor: 'provider', place: 1 });
    expect((first as { seconds: number }).seconds).toBeGreaterThanOrEqual(30);
    expect((third as { seconds: number }).seconds).toBeGreaterThan((first as { seconds: number }).seconds);
  });

  it('has fewer slots while it is given fewer', () => {
    const line = { slow: slow(0, { ceiling: 2 }) };
    expect(ask({ ...line, holders: holding(2) })).toEqual({ turn: 'draw' });
    expect(ask({ ...line, holders: holding(1) })).toMatchObject({ turn: 'take', grant: { slots: 2 } });
  });
});

describe('a stage whose account at the provider is not usable', () => {
  it('fault 15: sends nothing until the next careful try', () => {
    const line = { tickets: 9, pause: pause(now + 120_000) };
    expect(ask(line)).toEqual({ turn: 'draw' });
    expect(ask(line, { ticket: 1 })).toMatchObject({ waitingFor: 'provider_account', seconds: 120 });
    // Even one that has a slot: the slot is no leave to send.
    expect(ask({ ...line, holders: { mine: now } }, { ticket: 1 }).turn).toBe('wait');
  });

  it('fault 15: lets one make the try, and moves the next one on', () => {
    expect(ask({ tickets: 9, pause: pause(now - 1) }, { ticket: 7 })).toMatchObject({
      turn: 'take',
      grant: { pause: { tryAt: now - 1, next: { tryAt: now + 300_000, since: now - 60_000 } } },
    });
  });

  it.each([
    [1, 3_600, 120],
    [3, 100, 120],
    [3, 3_600, 1_800],
    [3, 86_400, 3_600],
  ])('at place %d after %d s of pause, waits %d s', (ticket, pausedSeconds, seconds) => {
    const line = { tickets: 9, pause: pause(now + 120_000, now - pausedSeconds * 1_000) };
    expect(ask(line, { ticket })).toMatchObject({ seconds });
  });
});
