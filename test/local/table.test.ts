import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { editsTable } from '../../lambdas/contract/table.ts';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import { dynamoDeliveries } from '../../lambdas/adapters/dynamodb/deliveries.ts';
import type { DeliveryRecord } from '../../lambdas/core/delivery.ts';
import { openDeliveriesTable, openTable } from '../../local/table.ts';
import { fakeClock } from '../fakes/clock.ts';
import { aDelivery } from '../lambdas/core/a-delivery.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';

const clock = fakeClock();

describe('the table of the local edition', () => {
  it('has everything again that was in it when it was closed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reshoot-table-'));
    const first = await openTable(folder);
    await dynamoEdits({ ...first, clock }).create(anEdit());
    await first.close();
    const second = await openTable(folder);
    const edits = dynamoEdits({ ...second, clock });
    expect(await edits.get(anEdit().editId)).toEqual(anEdit());
    expect((await edits.list({ owner: 'owner', limit: 5 })).edits).toEqual([anEdit()]);
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('is empty at first, and nobody else’s, where it is kept in memory', async () => {
    const [one, other] = [await openTable(), await openTable()];
    await dynamoEdits({ ...one, clock }).create(anEdit());
    expect(await dynamoEdits({ ...other, clock }).get(anEdit().editId)).toBeUndefined();
    await one.close();
    await other.close();
  });

  it('fault 70: finds a live edit that a kill left in no index', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reshoot-table-'));
    const live = anEdit({ dueAt: 5 });
    const first = await openTable(folder);
    await dynamoEdits({ ...first, clock }).create(live);
    await first.close();
    // dynalite takes an item out of an index before it puts it back: killed in between, this is what it leaves.
    await onDisk(folder, async (level) => {
      for await (const key of level.keys()) if (key.includes(editsTable.byDue.name)) await level.del(key);
    });
    const second = await openTable(folder);
    const found: EditRecord[] = [];
    for await (const record of dynamoEdits({ ...second, clock }).due(10)) found.push(record);
    expect(found).toEqual([live]);
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('fault 70: names an edit once that a kill left twice in an index', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reshoot-table-'));
    const live = anEdit({ dueAt: 5 });
    const first = await openTable(folder);
    const edits = dynamoEdits({ ...first, clock });
    await edits.create(live);
    await first.close();
    // It puts an item into its indexes before it writes the item itself.
    await onDisk(folder, async (level) => {
      for await (const [key, value] of level.iterator())
        if (key.includes(editsTable.byDue.name)) await level.put(`${key}0`, value);
    });
    const second = await openTable(folder);
    const found: EditRecord[] = [];
    for await (const record of dynamoEdits({ ...second, clock }).due(10)) found.push(record);
    expect(found).toEqual([live]);
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('fault 70: finds a pending delivery that a kill left in no index', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reshoot-table-'));
    const live = aDelivery({}, clock.now());
    const first = await openDeliveriesTable(folder);
    await dynamoDeliveries({ ...first, clock }).create(live);
    await first.close();
    await onDisk(folder, async (level) => {
      for await (const key of level.keys()) if (key.includes(editsTable.byDue.name)) await level.del(key);
    });
    const second = await openDeliveriesTable(folder);
    const found: DeliveryRecord[] = [];
    for await (const record of dynamoDeliveries({ ...second, clock }).due(clock.now())) found.push(record);
    expect(found).toEqual([live]);
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('fault 70: is made anew where a kill left it half made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reshoot-table-'));
    const first = await openTable(folder);
    await first.close();
    await onDisk(folder, async (level) => {
      for await (const [key, value] of level.iterator())
        await level.put(key, value.replace('"TableStatus":"ACTIVE"', '"TableStatus":"CREATING"'));
    });
    const second = await openTable(folder);
    const edits = dynamoEdits({ ...second, clock });
    expect(await edits.create(anEdit())).toBeUndefined();
    expect(await edits.get(anEdit().editId)).toEqual(anEdit());
    await second.close();
    await rm(folder, { recursive: true });
  });
});

/** What dynalite keeps in a folder, while nobody serves it. */
const onDisk = async (folder: string, change: (level: ClassicLevel) => Promise<void>): Promise<void> => {
  const level = new ClassicLevel<string, string>(folder);
  await level.open();
  await change(level);
  await level.close();
};
