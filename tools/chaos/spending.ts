import { dynamoBudget } from '../../lambdas/adapters/dynamodb/budget.ts';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { dynamoTurns } from '../../lambdas/adapters/dynamodb/turns.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { patience } from '../../lambdas/core/patience.ts';
import { recoverBudget } from '../../lambdas/core/recovering-budget.ts';
import { budgetLimits, microsOf, toBook, usdOf } from '../../lambdas/core/spending.ts';
import { openTable } from '../../local/table.ts';

/** More than any run spends: what is tried here are the books, not the limit. */
export const chaosBudget = { dailyUsd: 100_000 };

export interface Spending {
  readonly spentUsd: number;
  readonly faults: readonly string[];
}

/** What the stand-in asks for the sample that all edits are made of. */
const usdPerEdit = 0.84;

/**
 * Reads the books that a killed edition left, after the sweep that the next one would make.
 * @param tableFolder where the edition keeps its table; nobody else may have it open
 * @param made how many jobs came to a result, at the provider
 * @param taken how many it took
 */
export const spendingOf = async (
  tableFolder: string,
  editIds: readonly string[],
  { made, taken }: { readonly made: number; readonly taken: number },
): Promise<Spending> => {
  const table = await openTable(tableFolder);
  try {
    const edits = dynamoEdits({ ...table, clock: systemClock });
    const budget = dynamoBudget({ ...table, limits: budgetLimits(chaosBudget) });
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    // Ten minutes on: whoever set something aside and died has been given up by then.
    const clock = { ...systemClock, now: () => systemClock.now() + 600_000 };
    await recoverBudget({
      budget,
      edits,
      turns: dynamoTurns({ ...table, clock }),
      clock,
      log: quiet,
      patience,
    });
    const [{ monthMicros }, open] = await Promise.all([
      budget.read(systemClock.now()),
      budget.setAside(systemClock.now()),
    ]);
    let expected = 0;
    for (const id of editIds) {
      const record = await edits.get(id);
      const reserved = record?.reserved;
      if (record !== undefined && reserved !== undefined)
        expected += toBook(record, reserved) ?? reserved.micros;
    }
    const least = microsOf(made * usdPerEdit);
    const most = microsOf(taken * usdPerEdit);
    const faults = [
      ...(monthMicros === expected
        ? []
        : [`the books have $${usdOf(monthMicros)}, and the edits came to $${usdOf(expected)}`]),
      ...(monthMicros >= least
        ? []
        : [`the books have $${usdOf(monthMicros)}, and $${usdOf(least)} was charged`]),
      ...(monthMicros <= most
        ? []
        : [`the books have $${usdOf(monthMicros)}, and no more than $${usdOf(most)} can have been charged`]),
      ...(open.length === 0 ? [] : [`${open.length} amounts are set aside for nothing any more`]),
    ];
    return { spentUsd: usdOf(monthMicros), faults };
  } finally {
    await table.close();
  }
};
