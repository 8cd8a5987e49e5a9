import { setImmediate } from 'node:timers/promises';
import { emptyLine, type Line } from '../../lambdas/core/line.ts';
import type { Turns } from '../../lambdas/core/ports.ts';
import { released, taken } from './line-moves.ts';

export interface FakeTurns extends Turns {
  line: Line;
}

/** The line in memory: the suite of the port holds it to what the one in DynamoDB does. */
export const fakeTurns = (line: Partial<Line> = {}): FakeTurns => {
  const fake: FakeTurns = {
    line: { ...emptyLine, ...line },
    read: async () => {
      await setImmediate();
      return fake.line;
    },
    draw: async () => {
      await setImmediate();
      fake.line = { ...fake.line, tickets: fake.line.tickets + 1 };
      return fake.line.tickets;
    },
    take: async (grant) => {
      await setImmediate();
      const line = taken(fake.line, grant);
      fake.line = line ?? fake.line;
      return line !== undefined;
    },
    release: async (editId, at, heldSeconds) => {
      await setImmediate();
      fake.line = released(fake.line, editId, at, heldSeconds);
    },
    change: async ({ slow, pause, closed }) => {
      await setImmediate();
      fake.line = {
        ...fake.line,
        ...(slow === undefined ? {} : { slow: slow ?? undefined }),
        ...(pause === undefined ? {} : { pause: pause ?? undefined }),
        ...(closed === undefined ? {} : { closed: closed ?? undefined }),
      };
    },
    underWay: async () => Object.keys(fake.line.holders).length,
    startCheck: async (now, before) => {
      await setImmediate();
      if ((fake.line.checkedAt ?? 0) > before) return false;
      fake.line = { ...fake.line, checkedAt: now };
      return true;
    },
  };
  return fake;
};
