import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoTimes } from '../../../../lambdas/adapters/dynamodb/times.ts';
import { editsTable, stageItems } from '../../../../lambdas/contract/table.ts';
import { openTable, type LocalTable } from '../../../../local/table.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import { fakeLog } from '../../../fakes/log.ts';
import { fakeTimes } from '../../../fakes/times.ts';
import { timesSuite } from '../../../ports/times-suite.ts';

let table: LocalTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(async () => {
  await table.close();
});

const Key = { [editsTable.partitionKey]: stageItems.times };
const make = async (log = fakeLog()) => {
  const { client, tableName } = table;
  await client.send(new DeleteCommand({ TableName: tableName, Key }));
  return dynamoTimes({ client, tableName, clock: fakeClock(), log });
};

timesSuite('in memory', async () => fakeTimes());
timesSuite('in DynamoDB', async () => make());

describe('the times of jobs in DynamoDB', () => {
  it('are read once a minute in a process that reads often', async () => {
    const { client, tableName } = table;
    const clock = fakeClock();
    await make();
    const reader = dynamoTimes({ client, tableName, clock, log: fakeLog() });
    expect(await reader.read()).toEqual({});
    await (await make()).learn({ jobSeconds: 100 });
    expect(await reader.read()).toEqual({});
    clock.advance(60_000);
    expect(await reader.read()).toMatchObject({ any: { count: 1 } });
  });

  it('are unknown where what is stored cannot be read, and learned anew', async () => {
    const log = fakeLog();
    const times = await make(log);
    const { client, tableName } = table;
    await client.send(
      new PutCommand({ TableName: tableName, Item: { ...Key, times: { any: 'nonsense' }, version: 4 } }),
    );
    expect(await times.read()).toEqual({});
    expect(log.lines).toHaveLength(1);
    await times.learn({ jobSeconds: 100 });
    expect(await dynamoTimes({ client, tableName, clock: fakeClock(), log }).read()).toMatchObject({
      any: { count: 1 },
    });
  });

  it('fault 67: that cannot be read or written hold nothing up', async () => {
    const log = fakeLog();
    const broken = dynamoTimes({
      client: table.client,
      tableName: 'no-such-table',
      clock: fakeClock(),
      log,
    });
    expect(await broken.read()).toEqual({});
    await broken.learn({ jobSeconds: 100 });
    expect(log.lines).toHaveLength(2);
  });
});
