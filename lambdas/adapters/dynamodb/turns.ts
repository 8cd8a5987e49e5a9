import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { editsTable, stageItems } from '../../contract/table.ts';
import type { Millis } from '../../core/edit.ts';
import { emptyLine, type Line } from '../../core/line.ts';
import type { Clock, Turns } from '../../core/ports.ts';
import { fromStored } from './names.ts';
import { expression, type Update } from './update-expression.ts';

export interface DynamoTurnsProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** What the pace of looks follows need not be newer. */
const maxAgeMs = 15_000;

/**
 * The line, in one item of the table of edits. No change reads before it writes: hundreds of senders that come at once
 * would send each other round again and again.
 */
export const dynamoTurns = ({ client, tableName, clock }: DynamoTurnsProps): Turns => {
  const where = { TableName: tableName, Key: { [editsTable.partitionKey]: stageItems.line } };

  const update = async (wish: Update): Promise<Record<string, unknown>> => {
    const { Attributes: attributes = {} } = await client.send(
      new UpdateCommand({ ...where, ...expression(wish), ReturnValues: 'UPDATED_NEW' }),
    );
    return attributes;
  };

  const updated = async (wish: Update): Promise<boolean> => {
    try {
      await update(wish);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  let beginning: Promise<boolean> | undefined;
  // Only where the map is there can something be put into it. Where it is, this does nothing.
  const begin = async (): Promise<boolean> =>
    updated({
      set: { holders: {}, serving: 0, marks: [], hold_marks: [] },
      condition: 'attribute_not_exists(holders)',
    });

  const get = async (consistent: boolean): Promise<Line> => {
    const { Item: item } = await client.send(new GetCommand({ ...where, ConsistentRead: consistent }));
    return item === undefined ? emptyLine : toLine(item);
  };

  let counted: { readonly underWay: number; readonly at: Millis } | undefined;

  return {
    read: async () => get(true),

    underWay: async () => {
      const at = clock.monotonic();
      if (counted === undefined || at - counted.at >= maxAgeMs) {
        counted = { underWay: Object.keys((await get(false)).holders).length, at };
      }
      return counted.underWay;
    },

    draw: async () => Number((await update({ add: { tickets: 1 } }))['tickets']),

    take: async ({ editId, slots, at, serving, marks, holdMarks, pause }) => {
      const wish: Update = {
        set: {
          'holders.#edit': at,
          serving,
          marks,
          hold_marks: holdMarks,
          moved_at: at,
          ...(pause && { pause: pause.next }),
        },
        condition: [
          '(size(holders) < :slots OR attribute_exists(holders.#edit))',
          'serving <= :serving',
          pause === undefined ? 'attribute_not_exists(#pause)' : '#pause.try_at = :try_at',
        ].join(' AND '),
        names: { '#edit': editId, '#pause': 'pause' },
        values: { ':slots': slots, ':serving': serving, ...(pause && { ':try_at': pause.tryAt }) },
      };
      const known = beginning !== undefined;
      if (await updated(wish)) return true;
      if (known) return false;
      beginning ??= begin();
      try {
        await beginning;
      } catch (error) {
        beginning = undefined;
        throw error;
      }
      return updated(wish);
    },

    release: async (editId, at, heldSeconds) => {
      await updated({
        set: { moved_at: at, ...(heldSeconds === undefined ? {} : { freed_at: at }) },
        ...(heldSeconds === undefined ? {} : { add: { hold_count: 1, hold_seconds: heldSeconds } }),
        remove: ['holders.#edit'],
        condition: 'attribute_exists(holders.#edit)',
        names: { '#edit': editId },
      });
    },

    change: async (change) => {
      const entries = Object.entries(change) as [string, object | null][];
      if (entries.length === 0) return;
      await update({
        set: Object.fromEntries(entries.filter(([, value]) => value !== null)),
        remove: entries.flatMap(([name, value]) => (value === null ? [name] : [])),
      });
    },

    startCheck: async (now, before) =>
      updated({
        set: { checked_at: now },
        condition: 'attribute_not_exists(checked_at) OR checked_at <= :before',
        values: { ':before': before },
      }),
  };
};

interface Stored extends Omit<Partial<Line>, 'holds'> {
  readonly holdCount?: number;
  readonly holdSeconds?: number;
}

const toLine = (item: Record<string, unknown>): Line => {
  const { [editsTable.partitionKey]: _key, ...stored } = item;
  const { holdCount: count = 0, holdSeconds: seconds = 0, ...line } = fromStored(stored) as Stored;
  return { ...emptyLine, ...line, holds: { count, seconds } };
};
