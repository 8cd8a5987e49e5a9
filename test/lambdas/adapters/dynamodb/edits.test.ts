import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dynamoEdits } from '../../../../lambdas/adapters/dynamodb/edits.ts';
import { fromItem, toItem } from '../../../../lambdas/adapters/dynamodb/item.ts';
import { changed, ended, withoutNotices, type EditRecord } from '../../../../lambdas/core/edit.ts';
import { EditNotFound, InvalidCursor, TooContended } from '../../../../lambdas/core/errors.ts';
import type { Edits } from '../../../../lambdas/core/ports.ts';
import { openTable, type LocalTable } from '../../../../local/table.ts';
import { anEdit } from '../../core/an-edit.ts';

let table: LocalTable;
let edits: Edits;
let now = 1_000_000;
const clock = { now: () => now, monotonic: () => now, sleep: async () => undefined };

beforeAll(async () => {
  table = await openTable();
  edits = dynamoEdits({ ...table, clock });
});
afterAll(async () => {
  await table.close();
});
beforeEach(() => {
  now = 1_000_000;
});

let made = 0;
const idOf = (count: number) =>
  `ed_${String(count)
    .replace(/\d/gu, (digit) => 'abcdefghij'[Number(digit)] ?? '')
    .padStart(26, 'z')}`;
const create = async (overrides: Partial<EditRecord> = {}): Promise<EditRecord> => {
  made += 1;
  const record = anEdit({ editId: idOf(made), createdAt: made, ...overrides });
  await edits.create(record);
  return record;
};

describe('the record of edits in DynamoDB', () => {
  it('keeps an edit as it was put, once an id', async () => {
    const record = await create({
      metadata: { someKey: 'a', some_key: 'b' },
      claim: { token: 't', leaseUntil: 5 },
      outputs: [{ bucket: 'b', key: 'k', sizeBytes: 1, sha256: 'x', contentType: 'video/mp4', width: 3 }],
    });
    expect(await edits.get(record.editId)).toEqual(record);
    expect(await edits.create({ ...record, owner: 'somebody else' })).toEqual(record);
    expect(await edits.get(idOf(0))).toBeUndefined();
  });

  it('gives back any record as it was put', () => {
    const text = fc.string();
    const recordArbitrary = fc.record({
      metadata: fc.dictionary(text, text, { noNullPrototype: true }),
      prompt: text,
      sequence: fc.nat(),
      queuePosition: fc.option(fc.nat(), { nil: undefined }),
      dueAt: fc.option(fc.nat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(recordArbitrary, ({ prompt, queuePosition, dueAt, ...some }) => {
        const record = changed(
          anEdit({
            ...some,
            request: { ...anEdit().request, prompt },
            ...(queuePosition === undefined ? {} : { queuePosition }),
          }),
          dueAt === undefined ? {} : { dueAt },
          7,
          'Edit Overdue',
        );
        expect(fromItem(toItem(record))).toEqual(record);
      }),
    );
  });

  it('decides again where somebody changed the edit in between', async () => {
    const record = await create();
    await edits.change(record, (current) => changed(current, { runs: 7 }, now));
    const seen: number[] = [];
    const written = await edits.change(record, (current) => {
      seen.push(current.runs);
      return changed(current, { queuePosition: 2 }, now);
    });
    expect(seen).toEqual([1, 7]);
    expect(written).toMatchObject({ runs: 7, queuePosition: 2, sequence: 3 });
    expect(await edits.get(record.editId)).toEqual(written);
  });

  it('counts every one of ten changes at once', async () => {
    const record = await create();
    const count = async () =>
      edits.change(record, (current) => changed(current, { runs: current.runs + 1 }, now));
    await Promise.all(Array.from({ length: 10 }, count));
    expect(await edits.get(record.editId)).toMatchObject({ runs: 11, sequence: 11 });
  });

  it('takes away what a change leaves out, and leaves alone what it does not know', async () => {
    const record = await create({ claim: { token: 't', leaseUntil: 5 }, queuePosition: 3 });
    await table.client.send(
      new PutCommand({ TableName: table.tableName, Item: { ...toItem(record), of_a_later_version: 1 } }),
    );
    await edits.change(record, (current) =>
      changed(current, { claim: undefined, queuePosition: undefined }, now),
    );
    const { Item: item } = await table.client.send(
      new GetCommand({ TableName: table.tableName, Key: { edit_id: record.editId } }),
    );
    expect(item).toMatchObject({ of_a_later_version: 1, sequence: 2 });
    expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining(['claim']));
    expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining(['queue_position']));
  });

  it('writes nothing where nothing is to be changed, and fails for an edit that is not there', async () => {
    const record = await create();
    expect(await edits.change(record, () => undefined)).toBe(record);
    const nobody = anEdit({ editId: idOf(0) });
    await expect(edits.change(nobody, (current) => changed(current, {}, now))).rejects.toThrow(EditNotFound);
  });

  it('gives up on an edit that changes under every try', async () => {
    const record = await create();
    const lose = table.client.middlewareStack;
    lose.add(
      (next) => async (args) => {
        if (!('UpdateExpression' in args.input)) return next(args);
        throw new ConditionalCheckFailedException({ message: 'lost', $metadata: {} });
      },
      { step: 'initialize', name: 'losesEveryRace' },
    );
    try {
      await expect(edits.change(record, (current) => changed(current, {}, now))).rejects.toThrow(
        TooContended,
      );
    } finally {
      lose.remove('losesEveryRace');
    }
  });

  it('fault 67: makes no double where only the answer to a write was lost', async () => {
    const record = await create();
    let lost = 0;
    table.client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        if (lost === 0) {
          lost += 1;
          throw Object.assign(new Error('the answer was lost'), { $retryable: {}, name: 'TimeoutError' });
        }
        return answer;
      },
      { step: 'deserialize', priority: 'low', name: 'losesAnswers' },
    );
    try {
      await edits.change(record, (current) =>
        current.requestId === undefined
          ? changed(current, { requestId: 'r' }, now, 'Edit Submitted')
          : undefined,
      );
    } finally {
      table.client.middlewareStack.remove('losesAnswers');
    }
    expect(lost).toBe(1);
    const kept = await edits.get(record.editId);
    expect(kept).toMatchObject({ requestId: 'r', sequence: 2 });
    expect(kept?.pendingNotices).toHaveLength(1);
  });

  it('forgets an ended edit after 400 days, whether or not the table has deleted it', async () => {
    const record = await create({ status: 'queued' });
    const told = await edits.change(record, (current) => {
      const end = ended(current, 'completed', {}, now);
      return withoutNotices(
        end,
        end.pendingNotices.map(({ id }) => id),
        now,
      );
    });
    expect(told.dueAt).toBeUndefined();
    now += 399 * 86_400_000;
    expect(await edits.get(record.editId)).toBeDefined();
    now += 2 * 86_400_000;
    expect(await edits.get(record.editId)).toBeUndefined();
  });
});

describe('the list of an owner’s edits', () => {
  const owner = 'somebody with many';
  beforeAll(async () => {
    for (let count = 0; count < 130; count += 1) {
      await create({ owner, status: count % 3 === 0 ? 'failed' : 'completed' });
    }
  });

  const all = async (query: Omit<Parameters<Edits['list']>[0], 'owner'>) => {
    const pages: EditRecord[][] = [];
    let cursor: string | undefined;
    do {
      const page = await edits.list({ owner, ...query, cursor });
      pages.push([...page.edits]);
      ({ cursor } = page);
    } while (cursor !== undefined);
    return pages;
  };

  it('is newest first and in full pages, with nothing missing or twice', async () => {
    const pages = await all({ limit: 50 });
    expect(pages.map((page) => page.length)).toEqual([50, 50, 30]);
    const times = pages.flat().map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(new Set(times).size).toBe(130);
  });

  it('is in full pages of one status, too', async () => {
    const pages = await all({ limit: 20, status: 'failed' });
    expect(pages.map((page) => page.length)).toEqual([20, 20, 4]);
    expect(new Set(pages.flat().map(({ status }) => status))).toEqual(new Set(['failed']));
  });

  it('takes no cursor but its own', async () => {
    const { cursor } = await edits.list({ owner, limit: 1 });
    for (const [who, what] of [
      ['somebody else', cursor],
      [owner, 'nonsense'],
      [owner, Buffer.from('[1]').toString('base64url')],
    ] as const) {
      await expect(edits.list({ owner: who, limit: 1, cursor: what })).rejects.toThrow(InvalidCursor);
    }
  });
});

describe('what is due', () => {
  it('comes most overdue first, and is there only while something is to be done', async () => {
    const own = await openTable();
    const alone = dynamoEdits({ ...own, clock });
    const put = async (count: number, dueAt: number | undefined) => {
      const record = anEdit({ editId: idOf(count), dueAt });
      await alone.create(record);
      return record;
    };
    await put(1, 300);
    const middle = await put(2, 200);
    await put(3, 100);
    await put(4, undefined);
    await put(5, 9_000);
    const due = async (until: number) => {
      const found: number[] = [];
      for await (const { dueAt } of alone.due(until)) found.push(dueAt ?? -1);
      return found;
    };
    expect(await due(500)).toEqual([100, 200, 300]);
    await alone.change(middle, (current) => changed(current, { dueAt: undefined }, now));
    expect(await due(Number.MAX_SAFE_INTEGER)).toEqual([100, 300, 9_000]);
    await own.close();
  });
});
