import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { undeliverableEventSchema } from '../../lambdas/contract/delivery.ts';
import { eventSchema } from '../../lambdas/contract/events.ts';
import { changed, ended, type EditRecord } from '../../lambdas/core/edit.ts';
import { openEventLog } from '../../local/event-log.ts';
import { aDelivery } from '../lambdas/core/a-delivery.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-events-'));
  path = join(folder, 'events.jsonl');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const story = (): EditRecord =>
  ended(changed(anEdit(), { requestId: 'r' }, 1_000, 'Edit Submitted'), 'completed', {}, 2_000);
const outbox = (record: EditRecord) =>
  record.pendingNotices.map((notice) => ({ notice, request: record.request }));
const lines = async () =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .map((line) => (line === '' ? '' : eventSchema.parse(JSON.parse(line))));

describe('the event log', () => {
  it('has an event a line, each as the contract has it, and says which were taken', async () => {
    const record = story();
    const taken = await openEventLog(path).send(outbox(record));
    expect(taken).toEqual(record.pendingNotices.map(({ id }) => id));
    expect(await lines()).toMatchObject([
      { source: 'reshoot', 'detail-type': 'Edit Submitted', detail: { id: taken[0], sequence: 2 } },
      { source: 'reshoot', 'detail-type': 'Edit Completed', detail: { id: taken[1], sequence: 3 } },
      '',
    ]);
  });

  it('goes on where an earlier process ended', async () => {
    for (let times = 1; times <= 3; times += 1) await openEventLog(path).send(outbox(story()));
    expect(await lines()).toHaveLength(7);
  });

  it('tells who listens in this process what is on disk already', async () => {
    const log = openEventLog(path);
    const heard: unknown[] = [];
    log.events.on('event', (event) => heard.push(event));
    await log.send(outbox(story()));
    expect([...heard, '']).toEqual(await lines());
  });

  it('keeps its lines whole however many are written at once', async () => {
    const log = openEventLog(path);
    const prompt = 'a quiet sea of grass '.repeat(100);
    const record = { ...story(), request: { ...anEdit().request, prompt } };
    await Promise.all(Array.from({ length: 50 }, async () => log.send(outbox(record))));
    expect(await lines()).toHaveLength(101);
  });

  it('fault 71: takes nothing and tells nobody where it cannot write', async () => {
    const log = openEventLog(join(folder, 'gone', 'events.jsonl'));
    const heard: unknown[] = [];
    log.events.on('event', (event) => heard.push(event));
    await expect(log.send(outbox(story()))).rejects.toThrow('ENOENT');
    expect(heard).toEqual([]);
  });

  it('takes what was handed on, and leaves the rest in the outbox', async () => {
    const record = story();
    const log = openEventLog(path, [
      async (event) => {
        if (event['detail-type'] === 'Edit Submitted') throw new Error('nobody foresaw this');
      },
    ]);
    expect(await log.send(outbox(record))).toEqual([record.pendingNotices[1]?.id]);
    const none = openEventLog(path, [
      async () => undefined,
      async () => {
        throw new Error('nobody foresaw this');
      },
    ]);
    await expect(none.send(outbox(record))).rejects.toThrow('nobody foresaw this');
  });

  it('fault 55: has a line for a delivery that is undeliverable, and hands it to no webhook', async () => {
    const handed: unknown[] = [];
    const log = openEventLog(path, [async (event) => handed.push(event)]);
    const untold = { id: `nt_${'a'.repeat(32)}`, occurredAt: 5 };
    expect(await log.tell(aDelivery({ status: 'undeliverable', untold }))).toBe(true);
    expect(await log.tell(aDelivery())).toBe(true);
    const [line = '', rest] = (await readFile(path, 'utf8')).split('\n');
    expect(undeliverableEventSchema.parse(JSON.parse(line)).detail.id).toBe(untold.id);
    expect(rest).toBe('');
    expect(handed).toEqual([]);
  });

  it('fault 66: holds no signed query', async () => {
    await openEventLog(path).send(outbox(story()));
    expect(await readFile(path, 'utf8')).not.toContain('signature');
  });
});
