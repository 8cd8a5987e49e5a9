import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { deliveriesTable } from '../../contract/table.ts';
import type { DeliveryRecord } from '../../core/delivery.ts';
import type { Millis } from '../../core/edit.ts';
import { DeliveryNotFound } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Deliveries } from '../../core/webhooks.ts';
import { fromDeliveryItem, toDeliveryItem } from './delivery-item.ts';
import { isExpired, type Item } from './item.ts';
import { changing, conditional, dueKeys, itemsAt, updateOf, type TablePlace } from './records.ts';

export interface DynamoDeliveriesProps extends TablePlace {
  readonly clock: Clock;
}

const { byDue, partitionKey, sortKey, timeToLive } = deliveriesTable;

const keyOf = ({ editId, deliveryId }: Pick<DeliveryRecord, 'editId' | 'deliveryId'>): Item => ({
  [partitionKey]: editId,
  [sortKey]: deliveryId,
});

/** The record of deliveries in DynamoDB: one item each, every change conditional on the version it was made from. */
export const dynamoDeliveries = ({ client, tableName, clock }: DynamoDeliveriesProps): Deliveries => {
  const nowSeconds = () => Math.floor(clock.now() / 1_000);

  // TTL deletes within days; until then what has expired is not there.
  const present = (item: Item | undefined): DeliveryRecord[] =>
    item === undefined || isExpired(item, nowSeconds()) ? [] : [fromDeliveryItem(item)];

  const get = async (editId: string, deliveryId: string): Promise<DeliveryRecord | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: keyOf({ editId, deliveryId }), ConsistentRead: true }),
    );
    return present(item)[0];
  };

  const itemsOf = async (editId: string): Promise<Item[]> => {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page: { Items?: Item[]; LastEvaluatedKey?: Item } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: '#edit = :edit',
          ExpressionAttributeNames: { '#edit': partitionKey },
          ExpressionAttributeValues: { ':edit': editId },
          ExclusiveStartKey: start,
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  };

  return {
    get,

    create: async (record) => {
      const put = new PutCommand({
        TableName: tableName,
        Item: toDeliveryItem(record),
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR ${timeToLive} <= :now`,
        ExpressionAttributeValues: { ':now': nowSeconds() },
      });
      return (await conditional(() => client.send(put))) ? undefined : get(record.editId, record.deliveryId);
    },

    change: changing({
      clock,
      nameOf: ({ deliveryId }: DeliveryRecord) => deliveryId,
      get: async ({ editId, deliveryId }) => get(editId, deliveryId),
      write: async (before, after) =>
        conditional(() =>
          client.send(
            updateOf(tableName, keyOf(before), 'version', toDeliveryItem(before), toDeliveryItem(after)),
          ),
        ),
      missing: ({ deliveryId }) => new DeliveryNotFound(deliveryId),
    }),

    list: async (editId) =>
      (await itemsOf(editId))
        .flatMap(present)
        .toSorted((a, b) => a.createdAt - b.createdAt || a.deliveryId.localeCompare(b.deliveryId)),

    due: async function* due(until: Millis) {
      for await (const keys of dueKeys({ client, tableName }, byDue, [partitionKey, sortKey], until)) {
        const records = (await itemsAt({ client, tableName }, keys)).flatMap(present);
        yield* records.toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
      }
    },

    removeAll: async (editId) => {
      const items = await itemsOf(editId);
      await Promise.all(
        items.map(async (item) =>
          client.send(
            new DeleteCommand({
              TableName: tableName,
              Key: { [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] },
            }),
          ),
        ),
      );
    },
  };
};
