import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  QueryCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { Millis } from '../../core/edit.ts';
import { TooContended } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Item } from './item.ts';

/** Where items are. */
export interface TablePlace {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

/** @returns whether the condition held */
export const conditional = async (send: () => Promise<unknown>): Promise<boolean> => {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/**
 * Writes what is different, on the condition that the version is that of before. Attributes that this code does not
 * know stay untouched: an older function may be running beside a newer one.
 */
export const updateOf = (
  tableName: string,
  key: Item,
  version: string,
  old: Item,
  fresh: Item,
): UpdateCommand => {
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter(
    (name) => !(name in key) && !isDeepStrictEqual(old[name], fresh[name]),
  );
  const set = names.filter((name) => fresh[name] !== undefined);
  const removed = names.filter((name) => fresh[name] === undefined);
  const place = (name: string) => names.indexOf(name);
  return new UpdateCommand({
    TableName: tableName,
    Key: key,
    UpdateExpression: [
      `SET ${set.map((name) => `#n${place(name)} = :v${place(name)}`).join(', ')}`,
      ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#n${place(name)}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: {
      '#version': version,
      ...Object.fromEntries(names.map((name) => [`#n${place(name)}`, name])),
    },
    ExpressionAttributeValues: {
      ':version': old[version],
      ...Object.fromEntries(set.map((name) => [`:v${place(name)}`, fresh[name]])),
    },
  });
};

export interface ChangingProps<Kept> {
  readonly clock: Clock;
  readonly nameOf: (record: Kept) => string;
  /** Strongly consistent. */
  readonly get: (record: Kept) => Promise<Kept | undefined>;
  /** @returns false where it was changed since `before` */
  readonly write: (before: Kept, after: Kept) => Promise<boolean>;
  readonly missing: (record: Kept) => Error;
}

const attempts = 20;

/** Decides and writes, and decides again on what is there where somebody else was quicker. @throws TooContended */
export const changing =
  <Kept>({ clock, nameOf, get, write, missing }: ChangingProps<Kept>) =>
  async (record: Kept, decide: (current: Kept) => Kept | undefined): Promise<Kept> => {
    let current = record;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const next = decide(current);
      if (next === undefined) return current;
      if (await write(current, next)) return next;
      // At random, so that those who met here do not meet again.
      if (attempt > 2) await clock.sleep(Math.random() * 20 * attempt);
      const found = await get(record);
      if (found === undefined) throw missing(record);
      current = found;
    }
    throw new TooContended(`${nameOf(record)} changed ${attempts} times under an attempt to change it`);
  };

const batch = 100;

/** The items that there are of these, strongly consistent, in any order. No key may be there twice. */
export const itemsAt = async (
  { client, tableName }: TablePlace,
  keys: readonly Item[],
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for (let from = 0; from < keys.length; from += batch) {
    let left: Item[] | undefined = keys.slice(from, from + batch);
    while (left !== undefined && left.length > 0) {
      const answer: {
        Responses?: Record<string, Item[]>;
        UnprocessedKeys?: Record<string, { Keys?: Item[] }>;
      } = await client.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[tableName] ?? []));
      left = answer.UnprocessedKeys?.[tableName]?.Keys;
    }
  }
  return found;
};

interface DueIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

/** The keys of what was due before `until`, the most overdue first, in batches; none is there twice. */
export async function* dueKeys(
  { client, tableName }: TablePlace,
  index: DueIndex,
  keyNames: readonly string[],
  until: Millis,
): AsyncGenerator<readonly Item[]> {
  let start: Item | undefined;
  // What moves along the index while it is read is met twice.
  const met = new Set<string>();
  do {
    const page: { Items?: Item[]; LastEvaluatedKey?: Item } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: index.name,
        KeyConditionExpression: '#live = :live AND #due <= :until',
        ExpressionAttributeNames: { '#live': index.partitionKey, '#due': index.sortKey },
        ExpressionAttributeValues: { ':live': 'live', ':until': until },
        ExclusiveStartKey: start,
      }),
    );
    const keys: Item[] = [];
    for (const item of page.Items ?? []) {
      const key = Object.fromEntries(keyNames.map((name) => [name, item[name]]));
      const mark = JSON.stringify(key);
      if (!met.has(mark)) keys.push(key);
      met.add(mark);
    }
    for (let from = 0; from < keys.length; from += batch) yield keys.slice(from, from + batch);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
