import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import dynalite from 'dynalite';
import fc from 'fast-check';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepNewest } from '../../examples/on-completed/keep-newest.ts';
import { toEventDetail } from '../../lambdas/adapters/wire/edit.ts';
import type { EventDetail } from '../../lambdas/contract/events.ts';
import { changed, ended } from '../../lambdas/core/edit.ts';
import { editId } from '../fakes/edit-id.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';

const tableName = 'videos';
let server: Server;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const plain = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await plain.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'edit_id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'edit_id', AttributeType: 'S' }],
    }),
  );
  client = DynamoDBDocumentClient.from(plain);
});
afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

/** Everything that is told of an edit from its beginning to its end. */
const story = (number: number): readonly EventDetail[] => {
  const taken = changed(anEdit({ editId: editId(number) }), { status: 'queued' }, 1, 'Edit Submitted');
  const late = changed(taken, { status: 'running', overdueAt: 2 }, 2, 'Edit Overdue');
  const record = ended(late, 'completed', {}, 3);
  return record.pendingNotices.map((notice) => toEventDetail(notice, record.request));
};

describe('a consumer of events', () => {
  test('fault 50: knows the end of an edit, however often, late and disordered it is told of it', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }), async (order) => {
        number += 1;
        const events = story(number);
        let news = 0;
        let highest = 0;
        for (const place of order) {
          const event = events[place];
          if (event === undefined) throw new Error('there is no such event');
          const isNews = await keepNewest({ client, tableName }, event);
          expect(isNews).toBe(event.sequence > highest);
          highest = Math.max(highest, event.sequence);
          news += isNews ? 1 : 0;
        }
        expect(news).toBeLessThanOrEqual(3);
        const { Item: item } = await client.send(
          new GetCommand({ TableName: tableName, Key: { edit_id: editId(number) } }),
        );
        expect(item).toMatchObject({ sequence: highest });
      }),
      { numRuns: 60 },
    );
  });

  test('fault 50: has one id for what it is told twice, and another for everything else', () => {
    const ids = [...story(1), ...story(1), ...story(2)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
  });
});
