import { afterAll, beforeAll } from '@jest/globals';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoBudget } from '../../../../lambdas/adapters/dynamodb/budget.ts';
import { editsTable, stageItems } from '../../../../lambdas/contract/table.ts';
import { openTable, type LocalTable } from '../../../../local/table.ts';
import { fakeBudget } from '../../../fakes/budget.ts';
import { budgetSuite } from '../../../ports/budget-suite.ts';

let table: LocalTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(async () => {
  await table.close();
});

budgetSuite('in memory', async (limits) => fakeBudget(limits));

budgetSuite('in DynamoDB', async (limits) => {
  const { client, tableName } = table;
  for (const month of ['2026-11', '2026-12']) {
    const key = { [editsTable.partitionKey]: stageItems.spending(month) };
    await client.send(new DeleteCommand({ TableName: tableName, Key: key }));
  }
  return dynamoBudget({ client, tableName, limits });
});
