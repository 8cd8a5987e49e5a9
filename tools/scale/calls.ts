import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { editsTable, stageItems } from '../../lambdas/contract/table.ts';

/** What was asked of a table and its indexes, in units of DynamoDB: a kB written, 4 kB read. */
export interface TableCalls {
  /** Calls that read, and what they took. */
  reads: number;
  readUnits: number;
  /** Calls that write, those whose condition did not hold among them. */
  writes: number;
  writeUnits: number;
  /** What the writes took of each index besides. */
  byDueUnits: number;
  byOwnerUnits: number;
  byRequestUnits: number;
  /** Writes of the items that all edits of a stage share, and reads of them. */
  lineWrites: number;
  lineReads: number;
  spendingWrites: number;
  spendingReads: number;
  /** Writes whose condition did not hold. */
  lost: number;
}

export const noCalls = (): TableCalls => ({
  ...{ reads: 0, readUnits: 0, writes: 0, writeUnits: 0, lost: 0 },
  ...{ byDueUnits: 0, byOwnerUnits: 0, byRequestUnits: 0 },
  ...{ lineWrites: 0, lineReads: 0, spendingWrites: 0, spendingReads: 0 },
});

interface Input {
  readonly Key?: Readonly<Record<string, unknown>>;
  readonly Item?: Readonly<Record<string, unknown>>;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  ReturnConsumedCapacity?: 'TOTAL';
}

/** Counts what is asked through this client from now on. The units of the items themselves are the database's own. */
export const countCalls = (client: DynamoDBDocumentClient, calls: TableCalls): void => {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const input = args.input as Input;
        input.ReturnConsumedCapacity = 'TOTAL';
        const isWrite = /^(?:Put|Update|Delete)/u.test(commandName);
        calls[isWrite ? 'writes' : 'reads'] += 1;
        const shared = sharedItem(input);
        if (shared !== undefined) calls[`${shared}${isWrite ? 'Writes' : 'Reads'}`] += 1;
        try {
          const answer = await next(args);
          const units = unitsOf(answer.output);
          calls[isWrite ? 'writeUnits' : 'readUnits'] += units;
          if (isWrite) addIndexes(input, calls);
          return answer;
        } catch (error) {
          // It is paid like one that wrote.
          if (isWrite) calls.lost += 1;
          throw error;
        }
      },
    { step: 'initialize', name: 'countCalls' },
  );
};

const sharedItem = ({ Key: key = {} }: Input): 'line' | 'spending' | undefined => {
  const id = String(key[editsTable.partitionKey]);
  if (id === stageItems.line) return 'line';
  return id.startsWith(stageItems.spending('')) ? 'spending' : undefined;
};

const unitsOf = (output: unknown): number => {
  const { ConsumedCapacity: consumed } = output as {
    ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
  };
  return [consumed ?? []].flat().reduce((sum, { CapacityUnits: units = 0 }) => sum + units, 0);
};

/**
 * What an index is asked to write with an item: an entry that is new, gone or changed is one write of up to a kB; one
 * whose key changes is two, since the old entry is deleted.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
const addIndexes = (input: Input, calls: TableCalls): void => {
  const { byDue, byOwner, byRequest } = editsTable;
  if (input.Item !== undefined) {
    calls.byDueUnits += byDue.partitionKey in input.Item ? 1 : 0;
    calls.byOwnerUnits += byOwner.partitionKey in input.Item ? 1 : 0;
    calls.byRequestUnits += byRequest.partitionKey in input.Item ? 1 : 0;
    return;
  }
  const names = new Set(Object.values(input.ExpressionAttributeNames ?? {}));
  if (names.has(byDue.partitionKey)) calls.byDueUnits += 1;
  else if (names.has(byDue.sortKey)) calls.byDueUnits += 2;
  if (byOwner.include.some((name) => names.has(name))) calls.byOwnerUnits += 1;
  if (names.has(byRequest.partitionKey)) calls.byRequestUnits += 1;
};
