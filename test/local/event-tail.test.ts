import { EventEmitter } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventTail, type EventLine } from '../../local/event-tail.ts';

let folder: string;
let path: string;
let events: EventEmitter<{ event: [unknown] }>;
let leaving: AbortController;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-tail-'));
  path = join(folder, 'events.jsonl');
  events = new EventEmitter();
  leaving = new AbortController();
});
afterEach(async () => {
  leaving.abort();
  await rm(folder, { recursive: true });
});

const write = async (...lines: string[]) => {
  await appendFile(path, lines.map((line) => `${line}\n`).join(''));
  events.emit('event', {});
};
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => JSON.stringify({ n: from + at }));
const tail = (after?: number, recent = 100) =>
  eventTail({ path, events, recent, after, signal: leaving.signal });

const take = async (lines: AsyncGenerator<EventLine>, count: number): Promise<EventLine[]> => {
  const taken: EventLine[] = [];
  while (taken.length < count) {
    const next = await lines.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};
const eventsOf = (lines: readonly EventLine[]) => lines.map(({ event }) => event);

describe('the tail of the file of events', () => {
  it('begins with the newest that a reader who is new wants, and goes on with each as it comes', async () => {
    await write(...numbers(1, 10));
    const lines = tail(undefined, 3);
    expect(eventsOf(await take(lines, 3))).toEqual([{ n: 8 }, { n: 9 }, { n: 10 }]);
    const next = take(lines, 2);
    await write(...numbers(11, 12));
    expect(eventsOf(await next)).toEqual([{ n: 11 }, { n: 12 }]);
  });

  it('waits where nothing has happened yet', async () => {
    const first = take(tail(), 1);
    await write('{"n":1}');
    expect(eventsOf(await first)).toEqual([{ n: 1 }]);
  });

  it('gives a reader who comes again with a position what came since, and nothing twice', async () => {
    await write(...numbers(1, 500));
    const [, second] = await take(tail(0), 2);
    expect(second?.event).toEqual({ n: 2 });
    const rest = await take(tail(second?.position), 498);
    expect(rest[0]?.event).toEqual({ n: 3 });
    expect(rest.at(-1)).toEqual({ position: (await stat(path)).size, event: { n: 500 } });
  });

  it.each([
    ['beyond the end', 1_000_000],
    ['in the middle of a line', 3],
  ])('begins anew for a position %s: it is of another file', async (_what, after) => {
    await write(...numbers(1, 4));
    expect(eventsOf(await take(tail(after, 2), 2))).toEqual([{ n: 3 }, { n: 4 }]);
  });

  it('reads lines that are longer than what is read at once, in any script', async () => {
    const long = JSON.stringify({ text: '雪\u2028é'.repeat(40_000) });
    await write(...numbers(1, 3), long, ...numbers(4, 5));
    const lines = await take(tail(undefined, 3), 3);
    expect(eventsOf(lines)).toEqual([JSON.parse(long), { n: 4 }, { n: 5 }]);
    expect(eventsOf(await take(tail(lines[0]?.position), 2))).toEqual([{ n: 4 }, { n: 5 }]);
  });

  it('leaves out half a line that a killed process left, and waits for the other half of one that is being written', async () => {
    await write('{"n":1}', '{"n":', '{"n":2}');
    const lines = tail();
    expect(eventsOf(await take(lines, 2))).toEqual([{ n: 1 }, { n: 2 }]);
    const next = take(lines, 1);
    await appendFile(path, '{"n"');
    events.emit('event', {});
    await write(':3}');
    expect(eventsOf(await next)).toEqual([{ n: 3 }]);
    expect(await readFile(path, 'utf8')).toContain('{"n":3}');
  });

  it('ends as it is told to, and listens no longer', async () => {
    const next = take(tail(), 1);
    leaving.abort();
    expect(await next).toEqual([]);
    expect(events.listenerCount('event')).toBe(0);
  });
});
