import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { editsTable, stageItems } from '../../contract/table.ts';
import { learnJob, type JobTimes } from '../../core/job-times.ts';
import type { Clock, Log, Times } from '../../core/ports.ts';

export interface DynamoTimesProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

const itemSchema = z.object({
  times: z
    .record(
      z.string(),
      z.object({ count: z.number().positive(), mean: z.number(), variance: z.number().min(0) }),
    )
    .default({}),
  version: z.number().default(0),
});

/** What is read every minute is fresh enough: it changes by a share of what one more job has to say. */
const maxAgeMs = 60_000;
const attempts = 5;

/**
 * What is known of the time that jobs take, in one item of the table of edits. None of it is worth holding an edit up:
 * what cannot be read is unknown, and what cannot be written is not learned.
 */
export const dynamoTimes = ({ client, tableName, clock, log }: DynamoTimesProps): Times => {
  const where = { TableName: tableName, Key: { [editsTable.partitionKey]: stageItems.times } };
  let last: { readonly times: JobTimes; readonly at: number } | undefined;

  const get = async (consistent: boolean): Promise<{ times: JobTimes; version: number }> => {
    const { Item: item = {} } = await client.send(new GetCommand({ ...where, ConsistentRead: consistent }));
    const parsed = itemSchema.safeParse(item);
    if (parsed.success) return parsed.data;
    log.warn('the times of jobs cannot be read, and are learned anew', { error: parsed.error });
    return { times: {}, version: Number(item['version'] ?? 0) };
  };

  const learnOnce = async (job: Parameters<Times['learn']>[0]): Promise<boolean> => {
    const { times, version } = await get(true);
    try {
      await client.send(
        new UpdateCommand({
          ...where,
          UpdateExpression: 'SET #times = :times, #version = :next',
          ConditionExpression: 'attribute_not_exists(#version) OR #version = :version',
          ExpressionAttributeNames: { '#times': 'times', '#version': 'version' },
          ExpressionAttributeValues: {
            ':times': learnJob(times, job),
            ':version': version,
            ':next': version + 1,
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    read: async () => {
      if (last !== undefined && clock.now() - last.at < maxAgeMs) return last.times;
      try {
        last = { times: (await get(false)).times, at: clock.now() };
      } catch (error) {
        log.warn('the times of jobs could not be read', { error });
        last = { times: last?.times ?? {}, at: clock.now() };
      }
      return last.times;
    },

    learn: async (job) => {
      last = undefined;
      try {
        for (let attempt = 1; attempt <= attempts; attempt += 1) {
          if (await learnOnce(job)) return;
          await clock.sleep(Math.random() * 50 * attempt);
        }
        log.warn('the time of a job was not learned: too many learn at once');
      } catch (error) {
        log.warn('the time of a job was not learned', { error });
      }
    },
  };
};
