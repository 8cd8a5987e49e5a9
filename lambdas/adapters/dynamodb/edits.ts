import { GetCommand, PutCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { editsTable } from '../../contract/table.ts';
import type { EditRecord, Millis } from '../../core/edit.ts';
import { EditNotFound } from '../../core/errors.ts';
import type { Clock, EditPage, EditQuery, Edits } from '../../core/ports.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { fromItem, isExpired, toItem, type Item } from './item.ts';
import { changing, conditional, dueKeys, itemsAt, updateOf } from './records.ts';

export interface DynamoEditsProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
  /** How long the record of an ended edit is kept. @default - 400 days, longer than Step Functions keeps a name taken (90) */
  readonly keptDays?: number | undefined;
}

const pageItems = 100;
const { byOwner, byDue, byRequest, partitionKey, timeToLive } = editsTable;

/** The record of edits in DynamoDB: one item an edit, every change conditional on the sequence it was made from. */
export const dynamoEdits = ({ client, tableName, clock, keptDays = 400 }: DynamoEditsProps): Edits => {
  const nowSeconds = () => Math.floor(clock.now() / 1_000);

  // TTL deletes within days; until then what has expired is not there.
  const present = (item: Item | undefined): EditRecord[] =>
    item === undefined || isExpired(item, nowSeconds()) ? [] : [fromItem(item)];

  const get = async (editId: string): Promise<EditRecord | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { [partitionKey]: editId }, ConsistentRead: true }),
    );
    return present(item)[0];
  };

  const getMany = async (editIds: readonly string[]): Promise<EditRecord[]> => {
    const found = new Map<string, EditRecord>();
    // An index may name an item twice; a batch may not.
    const keys = [...new Set(editIds)].map((editId) => ({ [partitionKey]: editId }));
    for (const record of (await itemsAt({ client, tableName }, keys)).flatMap(present)) {
      found.set(record.editId, record);
    }
    return [...new Set(editIds)].flatMap((editId) => found.get(editId) ?? []);
  };

  return {
    get,

    create: async (record) => {
      const put = new PutCommand({
        TableName: tableName,
        Item: toItem(record, keptDays),
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR ${timeToLive} <= :now`,
        ExpressionAttributeValues: { ':now': nowSeconds() },
      });
      return (await conditional(() => client.send(put))) ? undefined : get(record.editId);
    },

    change: changing({
      clock,
      nameOf: ({ editId }: EditRecord) => editId,
      get: async ({ editId }) => get(editId),
      write: async (before, after) =>
        conditional(() =>
          client.send(
            updateOf(
              tableName,
              { [partitionKey]: before.editId },
              'sequence',
              toItem(before, keptDays),
              toItem(after, keptDays),
            ),
          ),
        ),
      missing: ({ editId }) => new EditNotFound(editId),
    }),

    byRequest: async (requestId) => {
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: byRequest.name,
          KeyConditionExpression: '#request = :request',
          ExpressionAttributeNames: { '#request': byRequest.partitionKey },
          ExpressionAttributeValues: { ':request': requestId },
        }),
      );
      const found = await getMany(items.map((item) => String(item[partitionKey])));
      return found.find((record) => record.requestId === requestId);
    },

    list: async (query) => listPage(query, { client, tableName, getMany }),

    due: async function* due(until: Millis) {
      for await (const keys of dueKeys({ client, tableName }, byDue, [partitionKey], until)) {
        yield* await getMany(keys.map((key) => String(key[partitionKey])));
      }
    },
  };
};

interface Listing {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly getMany: (editIds: readonly string[]) => Promise<EditRecord[]>;
}

const listPage = async (query: EditQuery, { client, tableName, getMany }: Listing): Promise<EditPage> => {
  const { owner, status, limit, cursor } = query;
  const edits: EditRecord[] = [];
  let start = cursor === undefined ? undefined : keyOf(owner, fromCursor(owner, cursor));
  do {
    const page: { Items?: Item[]; LastEvaluatedKey?: Item } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: byOwner.name,
        KeyConditionExpression: '#owner = :owner',
        ...(status === undefined ? {} : { FilterExpression: '#status = :status' }),
        ExpressionAttributeNames: {
          '#owner': byOwner.partitionKey,
          ...(status === undefined ? {} : { '#status': 'status' }),
        },
        ExpressionAttributeValues: {
          ':owner': owner,
          ...(status === undefined ? {} : { ':status': status }),
        },
        ScanIndexForward: false,
        // One more than asked for tells whether there is another page. Of a status, nobody knows where the next one is.
        Limit: status === undefined ? limit + 1 : pageItems,
        ExclusiveStartKey: start,
      }),
    );
    const records = await getMany((page.Items ?? []).map((item) => String(item[partitionKey])));
    for (const record of records) {
      // The index may lag behind the item: what counts is the item.
      if (status !== undefined && record.status !== status) continue;
      if (edits.length === limit) return { edits, cursor: cursorAfter(owner, edits) };
      edits.push(record);
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return { edits };
};

const cursorAfter = (owner: string, edits: readonly EditRecord[]): string | undefined => {
  const last = edits.at(-1);
  return last && toCursor(owner, last);
};

const keyOf = (owner: string, { createdAt, editId }: { createdAt: number; editId: string }): Item => ({
  [byOwner.partitionKey]: owner,
  [byOwner.sortKey]: createdAt,
  [partitionKey]: editId,
});
