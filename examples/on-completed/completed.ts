import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
// Where reshoot is installed: from 'reshoot/contract/events'.
import type { ReshootEvent } from '../../lambdas/contract/events.ts';
import { keepNewest } from './keep-newest.ts';

const { VIDEOS_TABLE: tableName = '' } = process.env;
const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export const handler = async ({ detail }: ReshootEvent): Promise<void> => {
  await keepNewest({ client, tableName }, detail);
};
