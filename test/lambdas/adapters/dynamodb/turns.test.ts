import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoTurns } from '../../../../lambdas/adapters/dynamodb/turns.ts';
import { editsTable, stageItems } from '../../../../lambdas/contract/table.ts';
import { openTable, type LocalTable } from '../../../../local/table.ts';
import { fakeTurns } from '../../../fakes/turns.ts';
import { systemClock } from '../../../../lambdas/adapters/system-clock.ts';
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
  return dynamoTurns({ client, tableName, clock: systemClock });
});

it('a line in DynamoDB that a version before kept is read, and gets what it did not have', async () => {
  const { client, tableName } = table;
  const before = {
    holders: { ed_a: 1_000 },
    tickets: 4,
    serving: 3,
    moved_at: 1_000,
    marks: [],
    hold_marks: [],
  };
  await client.send(
    new PutCommand({ TableName: tableName, Item: { [editsTable.partitionKey]: stageItems.line, ...before } }),
  );
  const turns = dynamoTurns({ client, tableName, clock: systemClock });
  const line = await turns.read();
  expect(line).toMatchObject({ holders: { ed_a: 1_000 }, tickets: 4, serving: 3, movedAt: 1_000 });
  expect(line.freedAt).toBeUndefined();
  await turns.release('ed_a', 3_000, 2);
  expect(await turns.read()).toMatchObject({ freedAt: 3_000, tickets: 4, holders: {} });
});
