import { afterAll, beforeAll } from '@jest/globals';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoTurns } from '../../../../lambdas/adapters/dynamodb/turns.ts';
import { editsTable, stageItems } from '../../../../lambdas/contract/table.ts';
import { openTable, type LocalTable } from '../../../../local/table.ts';
import { fakeTurns } from '../../../fakes/turns.ts';
import { turnsSuite } from '../../../ports/turns-suite.ts';

let table: LocalTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(async () => {
  await table.close();
});

turnsSuite('in memory', async () => fakeTurns());

turnsSuite('in DynamoDB', async () => {
  const { client, tableName } = table;
  await client.send(
    new DeleteCommand({ TableName: tableName, Key: { [editsTable.partitionKey]: stageItems.line } }),
  );
  return dynamoTurns({ client, tableName });
});
