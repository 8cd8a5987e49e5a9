import { randomBytes } from 'node:crypto';
import { dynamoBudget } from '../../lambdas/adapters/dynamodb/budget.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { dynamoTurns } from '../../lambdas/adapters/dynamodb/turns.ts';
import { editIdOf } from '../../lambdas/core/new-edit.ts';
import { budgetLimits } from '../../lambdas/core/spending.ts';
import { openTable } from '../../local/table.ts';
import { countCalls, noCalls } from './calls.ts';

/** What one write of the items that a stage shares takes, where so many edits are at the provider. */
export interface HotItem {
  readonly open: number;
  readonly lineWriteUnits: number;
  readonly lineReadUnits: number;
  readonly spendingWriteUnits: number;
}

const now = Date.parse('2026-11-25T12:00:00Z');

/**
 * Fills line and books with so many edits, and asks the database what one more write takes: an item is paid whole,
 * whatever of it is changed.
 */
export const measureHotItems = async (counts: readonly number[]): Promise<readonly HotItem[]> => {
  const table = await openTable();
  const calls = noCalls();
  countCalls(table.client, calls);
  const turns = dynamoTurns({ ...table, clock: systemClock });
  const books = dynamoBudget({ ...table, limits: budgetLimits({ dailyUsd: 1_000_000 }) });
  const unitsOf = async (work: () => Promise<unknown>): Promise<{ read: number; write: number }> => {
    const { readUnits, writeUnits } = { ...calls };
    await work();
    return { read: calls.readUnits - readUnits, write: calls.writeUnits - writeUnits };
  };
  const measured: HotItem[] = [];
  let open = 0;
  for (const count of counts.toSorted((one, other) => one - other)) {
    let [line, spending] = [0, 0];
    for (; open < count; open += 1) {
      const editId = editIdOf(randomBytes(17));
      const marks = { serving: 0, marks: [], holdMarks: [] };
      line = (await unitsOf(() => turns.take({ editId, slots: 1_000_000, at: now + open, ...marks }))).write;
      spending = (await unitsOf(() => books.reserve(editId, 840_000, now + open))).write;
    }
    const { read } = await unitsOf(() => turns.read());
    measured.push({ open: count, lineWriteUnits: line, lineReadUnits: read, spendingWriteUnits: spending });
  }
  await table.close();
  return measured;
};
