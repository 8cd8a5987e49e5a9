import { rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { deliveriesTable, editsTable } from '../lambdas/contract/table.ts';
import { callsThrough } from './table-calls.ts';
import { tableApart, tableHere } from './table-server.ts';

export interface LocalTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  close(): Promise<void>;
}

interface Kind {
  readonly create: CreateTableCommandInput & { readonly TableName: string };
  /** It takes as much time as all the rest of the work, and has a thread for it; each is 30 MB. */
  readonly busy: boolean;
  /** The names of its key's parts. */
  readonly key: readonly string[];
}

/** A DynamoDB of one's own with the table of edits in it. @param path where it is kept; in memory without it */
export const openTable = async (path?: string): Promise<LocalTable> => openKind(edits, path);

/** Another with the table of deliveries: neither can harm what the other holds. */
export const openDeliveriesTable = async (path?: string): Promise<LocalTable> => openKind(deliveries, path);

const openKind = async (kind: Kind, path: string | undefined): Promise<LocalTable> => {
  const opened = await open(kind, path);
  if (await becomesActive(opened)) {
    if (path !== undefined) await mendIndexes(opened, kind);
    return opened;
  }
  // Whoever made it was killed before it was made: it stays so for ever, and nothing was ever put into it.
  await opened.close();
  if (path !== undefined) await rm(path, { recursive: true });
  const anew = await open(kind, path);
  if (await becomesActive(anew)) return anew;
  await anew.close();
  throw new Error(`the table in ${path ?? 'memory'} does not become active`);
};

interface Opened extends LocalTable {
  readonly plain: DynamoDBClient;
}

const open = async ({ create, busy }: Kind, path: string | undefined): Promise<Opened> => {
  const server = await (busy && path !== undefined ? tableApart(path) : tableHere(path));
  const plain = new DynamoDBClient({
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...callsThrough(async (call) => server.ask(call)),
  });
  try {
    await plain.send(new CreateTableCommand(create));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  return {
    plain,
    client: DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } }),
    tableName: create.TableName,
    close: async () => {
      plain.destroy();
      await server.close();
    },
  };
};

/**
 * dynalite takes an item out of an index, puts it back elsewhere, and writes the item itself, one after the other. Who
 * was killed in between left something live that no index knows, and nobody would ever come to: each is written again
 * as it is, which puts it into its indexes.
 */
const mendIndexes = async ({ client, tableName }: LocalTable, { key }: Kind): Promise<void> => {
  let start: Record<string, unknown> | undefined;
  do {
    const page: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> } =
      await client.send(
        new ScanCommand({
          TableName: tableName,
          FilterExpression: 'attribute_exists(#live)',
          ProjectionExpression: [...key, '#live'].join(', '),
          ExpressionAttributeNames: { '#live': live },
          ExclusiveStartKey: start,
        }),
      );
    for (const { [live]: value, ...found } of page.Items ?? []) {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: found,
          UpdateExpression: 'SET #live = :live',
          ExpressionAttributeNames: { '#live': live },
          ExpressionAttributeValues: { ':live': value },
        }),
      );
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
};

const activeTries = 40;

const becomesActive = async ({ plain, tableName }: Opened): Promise<boolean> => {
  for (let tries = 1; tries <= activeTries; tries += 1) {
    const { Table: table } = await plain.send(new DescribeTableCommand({ TableName: tableName }));
    if (table?.TableStatus === 'ACTIVE') return true;
    await setTimeout(50);
  }
  return false;
};

const { byOwner, byRequest } = editsTable;
// The same in both tables.
const { byDue } = editsTable;
const live = byDue.partitionKey;

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

const dueIndex = {
  IndexName: byDue.name,
  KeySchema: keys(byDue.partitionKey, byDue.sortKey),
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
};

export const createEdits = {
  TableName: 'reshoot-local',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: editsTable.partitionKey, KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: editsTable.partitionKey, AttributeType: 'S' },
    { AttributeName: byOwner.partitionKey, AttributeType: 'S' },
    { AttributeName: byOwner.sortKey, AttributeType: 'N' },
    { AttributeName: byRequest.partitionKey, AttributeType: 'S' },
    { AttributeName: byDue.partitionKey, AttributeType: 'S' },
    { AttributeName: byDue.sortKey, AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: byOwner.name,
      KeySchema: keys(byOwner.partitionKey, byOwner.sortKey),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...byOwner.include] },
    },
    {
      IndexName: byRequest.name,
      KeySchema: [{ AttributeName: byRequest.partitionKey, KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    dueIndex,
  ],
} satisfies CreateTableCommandInput;

const createDeliveries = {
  TableName: 'reshoot-local-deliveries',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: keys(deliveriesTable.partitionKey, deliveriesTable.sortKey),
  AttributeDefinitions: [
    { AttributeName: deliveriesTable.partitionKey, AttributeType: 'S' },
    { AttributeName: deliveriesTable.sortKey, AttributeType: 'S' },
    { AttributeName: byDue.partitionKey, AttributeType: 'S' },
    { AttributeName: byDue.sortKey, AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [dueIndex],
} satisfies CreateTableCommandInput;

const edits: Kind = { create: createEdits, busy: true, key: [editsTable.partitionKey] };
const deliveries: Kind = {
  create: createDeliveries,
  busy: false,
  key: [deliveriesTable.partitionKey, deliveriesTable.sortKey],
};
