import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { editsTable } from '../lambdas/contract/table.ts';

export interface LocalTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  close(): Promise<void>;
}

const tableName = 'reshoot-local';

/** A DynamoDB of one's own with the table of edits in it. @param path where it is kept; in memory without it */
export const openTable = async (path?: string): Promise<LocalTable> => {
  const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    await client.send(new CreateTableCommand(createEditsTable));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    tableName,
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const { byDue, byOwner, partitionKey } = editsTable;

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

const createEditsTable: CreateTableCommandInput = {
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: partitionKey, AttributeType: 'S' },
    { AttributeName: byOwner.partitionKey, AttributeType: 'S' },
    { AttributeName: byOwner.sortKey, AttributeType: 'N' },
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
      IndexName: byDue.name,
      KeySchema: keys(byDue.partitionKey, byDue.sortKey),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};
