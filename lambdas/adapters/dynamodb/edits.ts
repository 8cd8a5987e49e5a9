import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { editsTable } from '../../contract/table.ts';
import type { EditRecord, Millis } from '../../core/edit.ts';
import { EditNotFound, TooContended } from '../../core/errors.ts';
import type { Clock, EditPage, EditQuery, Edits } from '../../core/ports.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { fromItem, isExpired, toItem, type Item } from './item.ts';

export interface DynamoEditsProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
}

const attempts = 20;
const batch = 100;
const { byOwner, byDue, byRequest, partitionKey, timeToLive } = editsTable;

/** The record of edits in DynamoDB: one item an edit, every change conditional on the sequence it was made from. */
export const dynamoEdits = ({ client, tableName, clock }: DynamoEditsProps): Edits => {
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
    let keys: Item[] | undefined = [...new Set(editIds)].map((editId) => ({ [partitionKey]: editId }));
    while (keys !== undefined && keys.length > 0) {
      const answer: {
        Responses?: Record<string, Item[]>;
        UnprocessedKeys?: Record<string, { Keys?: Item[] }>;
      } = await client.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const record of (answer.Responses?.[tableName] ?? []).flatMap(present)) {
        found.set(record.editId, record);
      }
      keys = answer.UnprocessedKeys?.[tableName]?.Keys;
    }
    return [...new Set(editIds)].flatMap((editId) => found.get(editId) ?? []);
  };

  const write = async (before: EditRecord, after: EditRecord): Promise<boolean> =>
    conditional(() => client.send(new UpdateCommand({ TableName: tableName, ...update(before, after) })));

  return {
    get,

    create: async (record) => {
      const put = new PutCommand({
        TableName: tableName,
        Item: toItem(record),
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR ${timeToLive} <= :now`,
        ExpressionAttributeValues: { ':now': nowSeconds() },
      });
      return (await conditional(() => client.send(put))) ? undefined : get(record.editId);
    },

    change: async (record, decide) => {
      let current = record;
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const next = decide(current);
        if (next === undefined) return current;
        if (await write(current, next)) return next;
        // At random, so that those who met here do not meet again.
        if (attempt > 2) await clock.sleep(Math.random() * 20 * attempt);
        const found = await get(record.editId);
        if (found === undefined) throw new EditNotFound(record.editId);
        current = found;
      }
      throw new TooContended(`${record.editId} changed ${attempts} times under an attempt to change it`);
    },

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
      let start: Item | undefined;
      // What moves along the index while it is read is met twice.
      const met = new Set<string>();
      do {
        const page: { Items?: Item[]; LastEvaluatedKey?: Item } = await client.send(
          new QueryCommand({
            TableName: tableName,
            IndexName: byDue.name,
            KeyConditionExpression: '#live = :live AND #due <= :until',
            ExpressionAttributeNames: { '#live': byDue.partitionKey, '#due': byDue.sortKey },
            ExpressionAttributeValues: { ':live': 'live', ':until': until },
            ExclusiveStartKey: start,
          }),
        );
        const ids = [...new Set((page.Items ?? []).map((item) => String(item[partitionKey])))].filter(
          (id) => !met.has(id),
        );
        for (const id of ids) met.add(id);
        for (let from = 0; from < ids.length; from += batch) {
          yield* await getMany(ids.slice(from, from + batch));
        }
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
    },
  };
};

const conditional = async (send: () => Promise<unknown>): Promise<boolean> => {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

// Attributes that this version does not know stay untouched: an older function may be running beside a newer one.
const update = (before: EditRecord, after: EditRecord) => {
  const old = toItem(before);
  const fresh = toItem(after);
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter(
    (name) => name !== partitionKey && !isDeepStrictEqual(old[name], fresh[name]),
  );
  const set = names.filter((name) => fresh[name] !== undefined);
  const removed = names.filter((name) => fresh[name] === undefined);
  const place = (name: string) => names.indexOf(name);
  return {
    Key: { [partitionKey]: before.editId },
    UpdateExpression: [
      `SET ${set.map((name) => `#n${place(name)} = :v${place(name)}`).join(', ')}`,
      ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#n${place(name)}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: '#sequence = :sequence',
    ExpressionAttributeNames: {
      '#sequence': 'sequence',
      ...Object.fromEntries(names.map((name) => [`#n${place(name)}`, name])),
    },
    ExpressionAttributeValues: {
      ':sequence': before.sequence,
      ...Object.fromEntries(set.map((name) => [`:v${place(name)}`, fresh[name]])),
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
        Limit: batch,
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
