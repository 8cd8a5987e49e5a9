import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { createEdits } from '../local/table.ts';

/** A DynamoDB that is called over HTTP, with the table of edits in it. */
export interface Dynamo {
  readonly url: string;
  readonly tableName: string;
  readonly client: DynamoDBDocumentClient;
  close(): Promise<void>;
}

export const startDynamo = async (): Promise<Dynamo> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const plain = new DynamoDBClient({
    endpoint: url,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await plain.send(new CreateTableCommand(createEdits));
  return {
    url,
    tableName: createEdits.TableName,
    client: DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } }),
    close: async () => {
      plain.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
