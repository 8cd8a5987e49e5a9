import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dynamoEdits } from '../../../../lambdas/adapters/dynamodb/edits.ts';
import { systemClock } from '../../../../lambdas/adapters/system-clock.ts';
import { changed, ended, nothingInVain, withoutNotices } from '../../../../lambdas/core/edit.ts';
import type { EditRecord } from '../../../../lambdas/core/edit.ts';
import { EditNotFound, InvalidCursor, TooContended } from '../../../../lambdas/core/errors.ts';
import type { Edits } from '../../../../lambdas/core/ports.ts';
import { openTable, type LocalTable } from '../../../../local/table.ts';
import { fakeClock, type FakeClock } from '../../../fakes/clock.ts';
import { editId } from '../../../fakes/edit-id.ts';
import { fakeEdits } from '../../../fakes/edits.ts';
import { anEdit } from '../../core/an-edit.ts';
import { editsSuite } from './edits-suite.ts';

editsSuite('in DynamoDB', async () => {
  const table = await openTable();
  return { edits: dynamoEdits({ ...table, clock: systemClock }), close: async () => table.close() };
});

editsSuite('in memory, which other tests stand on', async () => ({ edits: fakeEdits() }));

describe('an edit as an item of the table', () => {
  let table: LocalTable;
  let clock: FakeClock;
  let edits: Edits;
  beforeEach(async () => {
    table = await openTable();
    clock = fakeClock();
    edits = dynamoEdits({ ...table, clock });
  });
  afterEach(async () => table.close());

  const TableName = 'reshoot-local';
  const keyOf = (record: EditRecord) => ({ TableName, Key: { edit_id: record.editId } });
  const itemOf = async (record: EditRecord) => (await table.client.send(new GetCommand(keyOf(record)))).Item;
  const created = async (overrides: Partial<EditRecord> = {}) => {
    const record = anEdit(overrides);
    expect(await edits.create(record)).toBeUndefined();
    return record;
  };
  const ever = 400 * 86_400_000;

  it('is named in snake_case, and live while something is due', async () => {
    const record = await created({ requestId: 'r', webhookUrl: 'https://x', dueAt: 5 });
    expect(await itemOf(record)).toMatchObject({
      edit_id: record.editId,
      request_id: 'r',
      request: { video_url: record.request.videoUrl, keep_audio: false },
      due_at: 5,
      live: 'live',
    });
  });

  it('is read for a list only where it is on the page, or the next of it', async () => {
    for (let place = 1; place <= 9; place += 1) await created({ editId: editId(place), createdAt: place });
    let read = 0;
    table.client.middlewareStack.add(
      (next) => async (args) => {
        const { RequestItems: items } = args.input as { RequestItems?: Record<string, { Keys: unknown[] }> };
        read += items?.[TableName]?.Keys.length ?? 0;
        return next(args);
      },
      { step: 'initialize' },
    );
    const page = await edits.list({ owner: 'owner', limit: 3 });
    expect([page.edits.map(({ createdAt }) => createdAt), read]).toEqual([[9, 8, 7], 4]);
  });

  it('expires only once it has ended and nobody is left to be told', async () => {
    const record = await created();
    const end = await edits.change(record, (current) => ended(current, 'cancelled', {}, 1_500));
    expect(await itemOf(record)).not.toHaveProperty('expires_at');
    const sent = end.pendingNotices.map(({ id }) => id);
    await edits.change(end, (current) => withoutNotices(current, sent, 2_000));
    const item = await itemOf(record);
    expect(item).toMatchObject({ expires_at: 2 + 400 * 86_400, pending_notices: [] });
    expect(item).not.toHaveProperty('live');
  });

  it('is gone once it has expired, whether or not it was deleted yet', async () => {
    const record = await created({ status: 'failed', finishedAt: clock.now(), dueAt: undefined });
    clock.advance(ever - 1_000);
    expect(await edits.get(record.editId)).toEqual(record);
    expect((await edits.list({ owner: 'owner', limit: 5 })).edits).toEqual([record]);
    clock.advance(1_000);
    expect(await edits.get(record.editId)).toBeUndefined();
    expect((await edits.list({ owner: 'owner', limit: 5 })).edits).toEqual([]);
  });

  it('leaves its id to a new edit once it has expired', async () => {
    const old = await created({
      status: 'failed',
      finishedAt: clock.now(),
      dueAt: undefined,
      error: anError,
    });
    clock.advance(ever);
    const fresh = anEdit({ createdAt: clock.now(), dueAt: clock.now() });
    expect(await edits.create(fresh)).toBeUndefined();
    expect(await edits.get(old.editId)).toEqual(fresh);
  });

  it('is not looked for under a cursor that was made up, in the shape of ours', async () => {
    for (const createdAt of [1, 2]) await created({ editId: editId(createdAt), createdAt });
    const { cursor = '' } = await edits.list({ owner: 'owner', limit: 1 });
    const [mark] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
    for (const position of [[mark, 1, ''], [mark, 0.5, 'ed_a'], [mark, 1], [mark, '1', 'ed_a'], mark, null]) {
      const madeUp = Buffer.from(JSON.stringify(position)).toString('base64url');
      await expect(edits.list({ owner: 'owner', limit: 1, cursor: madeUp })).rejects.toThrow(InvalidCursor);
    }
  });

  it('keeps attributes that this version does not know', async () => {
    const record = await created();
    await table.client.send(
      new UpdateCommand({
        ...keyOf(record),
        UpdateExpression: 'SET priority_of_tomorrow = :p',
        ExpressionAttributeValues: { ':p': { level: 3 } },
      }),
    );
    const found = await edits.get(record.editId);
    await edits.change(found ?? record, (current) => changed(current, { status: 'queued' }, 5));
    expect(await itemOf(record)).toMatchObject({ status: 'queued', priority_of_tomorrow: { level: 3 } });
  });

  it('of an older version is read with the counters it did not know at nothing', async () => {
    const record = await created();
    await table.client.send(
      new UpdateCommand({
        ...keyOf(record),
        UpdateExpression: 'SET vain = :v',
        ExpressionAttributeValues: { ':v': { refused: 2 } },
      }),
    );
    expect((await edits.get(record.editId))?.vain).toEqual({ ...nothingInVain, refused: 2 });
  });

  it('fails to change once it has changed under every attempt, and leaves it as the others made it', async () => {
    const record = await created();
    const changes = rivalOf(table, record);
    await expect(
      edits.change(record, (current) => changed(current, { status: 'queued' }, 5)),
    ).rejects.toThrow(TooContended);
    expect(changes()).toBeGreaterThan(10);
    expect(await edits.get(record.editId)).toMatchObject({ status: 'accepted', sequence: 1 + changes() });
    expect(clock.slept.length).toBeGreaterThan(5);
  });

  it('fails to change once it was deleted', async () => {
    const record = await created();
    await table.client.send(new DeleteCommand(keyOf(record)));
    await expect(edits.change(record, (current) => changed(current, {}, 5))).rejects.toThrow(EditNotFound);
  });

  it('fault 67: is asked again about its own change where only the answer was lost, and changed once', async () => {
    const record = await created();
    const lost = loseAnswers(table, 'UpdateItemCommand');
    const claims: (string | undefined)[] = [];
    const after = await edits.change(record, (current) => {
      claims.push(current.claim?.token);
      if (current.claim?.token === 'mine') return undefined;
      return changed(current, { status: 'submitting', claim: { token: 'mine', leaseUntil: 9 } }, 5);
    });
    expect(lost()).toBe(1);
    expect(claims).toEqual([undefined, 'mine']);
    expect(after).toMatchObject({ sequence: 2, status: 'submitting' });
    expect(await edits.get(record.editId)).toEqual(after);
  });

  it('fault 67: is created once where the answer was lost, and is then found to exist', async () => {
    const lost = loseAnswers(table, 'PutItemCommand');
    const record = anEdit();
    expect(await edits.create(record)).toEqual(record);
    expect(lost()).toBe(1);
  });

  it('fault 67: is changed although the table throttles', async () => {
    const record = await created();
    throttle(table, 2);
    await edits.change(record, (current) => changed(current, { status: 'queued' }, 5));
    expect(await edits.get(record.editId)).toMatchObject({ status: 'queued', sequence: 2 });
  });

  it('comes back as it was, whatever its owner wrote into it', async () => {
    await fc.assert(
      fc.asyncProperty(aRecord, async (record) => {
        expect(await edits.create(record)).toBeUndefined();
        const back = await edits.get(record.editId);
        expect(back).toEqual(record);
        expect(Object.entries(back?.metadata ?? {}).toSorted()).toEqual(
          Object.entries(record.metadata).toSorted(),
        );
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  it('puts no key of a caller’s metadata into another shape', async () => {
    const metadata = Object.fromEntries(
      ['camelCase', 'snake_case', 'X-Kebab', 'a_b_C', 'constructor', 'toString', 'metadata', '日本'].map(
        (key) => [key, `${key}!`],
      ),
    );
    const record = await created({ metadata });
    const end = await edits.change(record, (current) => ended(current, 'cancelled', {}, 5));
    const back = await edits.get(record.editId);
    const shown = (of: Readonly<Record<string, string>> | undefined) => Object.entries(of ?? {}).toSorted();
    expect(shown(back?.metadata)).toEqual(shown(metadata));
    expect(shown(back?.pendingNotices[0]?.edit.metadata)).toEqual(shown(metadata));
    expect(back?.pendingNotices).toEqual(end.pendingNotices);
  });
});

const anError = { code: 'c', message: 'm', retryable: false, billable: false };

type Around = (command: string, call: () => Promise<unknown>) => Promise<unknown>;

/** Puts something between the table and the SDK's own repeating. */
const between = (table: LocalTable, around: Around): void => {
  table.client.middlewareStack.add(
    (next, context) => async (args) =>
      around(String(context.commandName), async () => next(args)) as ReturnType<typeof next>,
    { step: 'finalizeRequest', priority: 'low' },
  );
};

/** The first call of this command is done, and its answer is lost on the way back. */
const loseAnswers = (table: LocalTable, command: string): (() => number) => {
  let lost = 0;
  between(table, async (called, call) => {
    const answer = await call();
    if (called !== command || lost > 0) return answer;
    lost += 1;
    throw Object.assign(new Error('the connection broke'), { name: 'TimeoutError' });
  });
  return () => lost;
};

const throttle = (table: LocalTable, times: number): void => {
  let left = times;
  between(table, async (_command, call) => {
    if (left === 0) return call();
    left -= 1;
    throw Object.assign(new Error('slow down'), {
      name: 'ProvisionedThroughputExceededException',
      $retryable: { throttling: true },
    });
  });
};

/** Somebody who changes the record before each change of anybody else. */
const rivalOf = (table: LocalTable, record: EditRecord): (() => number) => {
  let changes = 0;
  let own = false;
  between(table, async (command, call) => {
    if (command === 'UpdateItemCommand' && !own) {
      own = true;
      changes += 1;
      await table.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key: { edit_id: record.editId },
          UpdateExpression: 'ADD #sequence :one',
          ExpressionAttributeNames: { '#sequence': 'sequence' },
          ExpressionAttributeValues: { ':one': 1 },
        }),
      );
      own = false;
    }
    return call();
  });
  return () => changes;
};

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
// The contract lets no `__proto__` through.
const key = fc.string({ minLength: 1 }).filter((name) => name !== '__proto__');
const moment = fc.nat({ max: 2_000_000_000_000 });
const optional = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined });
const aFault = fc.record({
  code: text,
  message: text,
  retryable: fc.boolean(),
  billable: fc.boolean(),
});
const counters = fc
  .array(fc.nat(), { minLength: 10, maxLength: 10 })
  .map((counts) => Object.fromEntries(Object.keys(nothingInVain).map((name, place) => [name, counts[place]])))
  .map((counted) => ({ ...nothingInVain, ...counted }));
let written = 0;
const aRecord: fc.Arbitrary<EditRecord> = fc
  .record({
    owner: fc.string({ minLength: 1 }),
    metadata: fc
      .array(
        fc.tuple(fc.oneof(key, fc.constantFrom('constructor', 'toString', 'aB', 'a_b', 'metadata')), text),
      )
      .map((entries): Record<string, string> => Object.fromEntries(entries)),
    request: fc.record({
      prompt: text,
      videoUrl: fc.webUrl({ withQueryParameters: true }),
      keepAudio: fc.boolean(),
      imageUrls: fc.array(fc.webUrl(), { maxLength: 2 }),
      elements: fc.array(
        fc.record({
          frontalImageUrl: fc.webUrl(),
          referenceImageUrls: fc.array(fc.webUrl(), { maxLength: 2 }),
        }),
        { maxLength: 2 },
      ),
    }),
    claim: optional(fc.record({ token: text, leaseUntil: moment })),
    error: optional(aFault),
    requestId: optional(text),
    sentAt: optional(moment),
    costUsd: optional(fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100)),
    queuePosition: optional(fc.nat()),
    dueAt: optional(moment),
    createdAt: moment,
    vain: counters,
  })
  .map((overrides) => {
    written += 1;
    return anEdit({ ...overrides, editId: editId(written) });
  });
