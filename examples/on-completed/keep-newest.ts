import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
// Where reshoot is installed: from 'reshoot/contract/events'.
import type { EventDetail } from '../../lambdas/contract/events.ts';

/**
 * Keeps of each edit what was told last, by its `sequence`. Events are told at least once, late and in any order: one
 * conditional write drops what is not news. @returns whether it was
 */
export const keepNewest = async (
  { client, tableName }: { readonly client: DynamoDBDocumentClient; readonly tableName: string },
  { sequence, edit }: EventDetail,
): Promise<boolean> => {
  const [output] = edit.outputs;
  const video =
    output === undefined ? {} : { video: `s3://${output.bucket}/${output.key}`, sha256: output.sha256 };
  try {
    await client.send(
      new PutCommand({
        TableName: tableName,
        Item: { edit_id: edit.edit_id, sequence, status: edit.status, ...video },
        ConditionExpression: 'attribute_not_exists(edit_id) OR #sequence < :sequence',
        ExpressionAttributeNames: { '#sequence': 'sequence' },
        ExpressionAttributeValues: { ':sequence': sequence },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
