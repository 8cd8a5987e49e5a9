import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { openTable } from '../../local/table.ts';
import { fakeClock } from '../fakes/clock.ts';
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
});
