import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoDeliveries } from '../../../../lambdas/adapters/dynamodb/deliveries.ts';
import { changedDelivery } from '../../../../lambdas/core/delivery.ts';
import { openDeliveriesTable, type LocalTable } from '../../../../local/table.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import { fakeDeliveries } from '../../../fakes/deliveries.ts';
import { aDelivery } from '../../core/a-delivery.ts';
import { deliveriesSuite } from './deliveries-suite.ts';

deliveriesSuite('in memory', async () => ({ deliveries: fakeDeliveries() }));

deliveriesSuite('in DynamoDB', async () => {
  const table = await openDeliveriesTable();
  // The suite's deliveries are of 1970, and none of them has expired.
  return {
    deliveries: dynamoDeliveries({ ...table, clock: fakeClock(0) }),
    close: async () => table.close(),
  };
});

describe('the item of a delivery', () => {
  const created = 1_750_000_000_000;
  const ninetyDays = 90 * 86_400_000;
  const clock = fakeClock(created);
  let table: LocalTable;
  beforeAll(async () => {
    table = await openDeliveriesTable();
  });
  afterAll(async () => table.close());
  const itemOf = async ({ editId, deliveryId }: ReturnType<typeof aDelivery>) => {
    const key = { edit_id: editId, delivery_id: deliveryId };
    return (await table.client.send(new GetCommand({ TableName: table.tableName, Key: key }))).Item;
  };

  it('expires 90 days after it was made, whatever has become of it, and is not there from then on', async () => {
    const deliveries = dynamoDeliveries({ ...table, clock });
    const record = aDelivery({}, created);
    await deliveries.create(record);
    expect(await itemOf(record)).toMatchObject({ expires_at: (created + ninetyDays) / 1_000, live: 'live' });
    clock.advance(ninetyDays);
    expect(await deliveries.get(record.editId, record.deliveryId)).toBeUndefined();
    expect(await deliveries.list(record.editId)).toEqual([]);
    expect(await deliveries.create({ ...record, createdAt: clock.now() })).toBeUndefined();
  });

  it('is in the index of what is due only while something is', async () => {
    const deliveries = dynamoDeliveries({ ...table, clock: fakeClock(created) });
    const record = aDelivery({ url: 'https://hooks.example/live' }, created);
    await deliveries.create(record);
    await deliveries.change(record, (current) => changedDelivery(current, { dueAt: undefined }, created));
    expect(await itemOf(record)).not.toHaveProperty('live');
  });

  it('keeps what a later version wrote into it', async () => {
    const deliveries = dynamoDeliveries({ ...table, clock: fakeClock(created) });
    const record = { ...aDelivery({ url: 'https://hooks.example/later' }, created), later: 'version' };
    await deliveries.create(record);
    const { later: _later, ...known } = record;
    await deliveries.change(known, (current) => changedDelivery(current, { tries: 1 }, created));
    expect(await itemOf(record)).toMatchObject({ later: 'version', tries: 1 });
  });
});
