import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changed, type EditRecord } from '../../../../lambdas/core/edit.ts';
import { EditNotFound, InvalidCursor } from '../../../../lambdas/core/errors.ts';
import type { EditQuery, Edits } from '../../../../lambdas/core/ports.ts';
import { editId } from '../../../fakes/edit-id.ts';
import { anEdit } from '../../core/an-edit.ts';

export interface Opened {
  readonly edits: Edits;
  readonly close?: () => Promise<void>;
}

let number = 0;
const another = (overrides: Partial<EditRecord> = {}): EditRecord => {
  number += 1;
  return anEdit({ editId: editId(number), owner: `owner ${number}`, dueAt: undefined, ...overrides });
};

/** What the core counts on, whoever keeps the record of edits. */
export const editsSuite = (name: string, open: () => Promise<Opened>): void => {
  describe(`the record of edits ${name}`, () => {
    let opened: Opened;
    let edits: Edits;
    beforeAll(async () => {
      opened = await open();
      ({ edits } = opened);
    });
    afterAll(async () => opened.close?.());

    const created = async (overrides: Partial<EditRecord> = {}): Promise<EditRecord> => {
      const record = another(overrides);
      expect(await edits.create(record)).toBeUndefined();
      return record;
    };
    const createAll = async (count: number, of: (place: number) => Partial<EditRecord>) =>
      Promise.all(Array.from({ length: count }, async (_, place) => created(of(place))));

    describe('one edit', () => {
      it('reads what was created, and nothing where nothing was', async () => {
        const record = await created({ metadata: { orderId: '7' }, claim: { token: 't', leaseUntil: 9 } });
        expect(await edits.get(record.editId)).toEqual(record);
        expect(await edits.get(another().editId)).toBeUndefined();
      });

      it('answers with the edit that has the id already, and leaves it as it is', async () => {
        const first = await created();
        const second = { ...first, owner: 'somebody else', createdAt: 7 };
        expect(await edits.create(second)).toEqual(first);
        expect(await edits.get(first.editId)).toEqual(first);
      });

      it('lets one of 20 at once create an id, and tells the others which one it was', async () => {
        const records = Array.from({ length: 20 }, (_, place) =>
          another({ editId: editId(9_000_000), runs: place }),
        );
        const answers = await Promise.all(records.map(async (record) => edits.create(record)));
        const winner = records[answers.indexOf(undefined)];
        expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
        expect(answers.filter((answer) => answer !== undefined)).toEqual(Array<unknown>(19).fill(winner));
      });

      it('writes a change and answers with it', async () => {
        const record = await created();
        const after = await edits.change(record, (current) =>
          changed(current, { status: 'queued', requestId: 'r' }, 5),
        );
        expect(after).toMatchObject({ status: 'queued', requestId: 'r', sequence: 2, updatedAt: 5 });
        expect(await edits.get(record.editId)).toEqual(after);
      });

      it('removes what a change takes away', async () => {
        const record = await created({
          waitingFor: 'provider',
          sendAfter: 5,
          dueAt: 5,
          claim: { token: 't', leaseUntil: 9 },
        });
        await edits.change(record, (current) =>
          changed(
            current,
            { waitingFor: undefined, sendAfter: undefined, claim: undefined, dueAt: undefined },
            5,
          ),
        );
        const { waitingFor: _w, sendAfter: _s, claim: _c, dueAt: _d, ...rest } = record;
        expect(await edits.get(record.editId)).toEqual({ ...rest, sequence: 2, updatedAt: 5 });
      });

      it('leaves alone what a decision leaves alone', async () => {
        const record = await created();
        expect(await edits.change(record, () => undefined)).toEqual(record);
        expect(await edits.get(record.editId)).toEqual(record);
      });

      it('fault 67: decides again, on the record as it stands, where it was changed meanwhile', async () => {
        const stale = await created();
        await edits.change(stale, (current) => changed(current, { status: 'queued' }, 5));
        const decidedOn: string[] = [];
        const after = await edits.change(stale, (current) => {
          decidedOn.push(current.status);
          return changed(current, { cancelRequestedAt: 6 }, 6);
        });
        expect(decidedOn).toEqual(['accepted', 'queued']);
        expect(after).toMatchObject({ status: 'queued', cancelRequestedAt: 6, sequence: 3 });
      });

      it('counts every one of 20 changes at once', async () => {
        const record = await created({ runs: 0 });
        await Promise.all(
          Array.from({ length: 20 }, async () =>
            edits.change(record, (current) => changed(current, { runs: current.runs + 1 }, 5)),
          ),
        );
        expect(await edits.get(record.editId)).toMatchObject({ runs: 20, sequence: 21 });
      });

      it('fails to change an edit that is not there', async () => {
        const record = another();
        await expect(edits.change(record, (current) => changed(current, {}, 5))).rejects.toThrow(
          EditNotFound,
        );
        expect(await edits.get(record.editId)).toBeUndefined();
      });
    });

    describe('a list', () => {
      /** Page after page. */
      const follow = async (query: Omit<EditQuery, 'cursor'>): Promise<string[][]> => {
        const pages: string[][] = [];
        let cursor: string | undefined;
        do {
          const page = await edits.list({ ...query, cursor });
          pages.push(page.edits.map((record) => record.editId));
          ({ cursor } = page);
        } while (cursor !== undefined && pages.length < 1_000);
        return pages;
      };
      const ids = (records: readonly EditRecord[]) => records.map((record) => record.editId);

      it('is empty for an owner without edits', async () => {
        expect(await edits.list({ owner: 'nobody', limit: 20 })).toEqual({ edits: [] });
      });

      it('is newest first, and of one owner alone', async () => {
        const owner = 'lister';
        const [first, second, third] = await createAll(3, (place) => ({
          owner,
          createdAt: 1_000 * (place + 1),
        }));
        await created({ createdAt: 2_500 });
        expect((await edits.list({ owner, limit: 20 })).edits).toEqual([third, second, first]);
      });

      it('of 250 is followed without gap or double, whatever the size of its pages', async () => {
        const owner = 'owner of 250';
        // Several of one moment each, so that a cursor falls between edits of the same time.
        const records = await createAll(250, (place) => ({ owner, createdAt: Math.floor(place / 4) }));
        const times = new Map(records.map((record) => [record.editId, record.createdAt]));
        for (const limit of [30, 100]) {
          const pages = await follow({ owner, limit });
          expect(pages.flat().toSorted()).toEqual(ids(records).toSorted());
          expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
          const inOrder = pages.flat().map((id) => times.get(id) ?? -1);
          expect(inOrder).toEqual(inOrder.toSorted((a, b) => b - a));
        }
      }, 30_000);

      it('under a status is of full pages, however rare the status', async () => {
        const owner = 'owner with few failures';
        const records = await createAll(130, (place) => ({
          owner,
          createdAt: place,
          status: place % 10 === 0 ? 'failed' : 'completed',
        }));
        const failed = ids(records.filter((record) => record.status === 'failed')).toReversed();
        expect(await follow({ owner, status: 'failed', limit: 5 })).toEqual([
          failed.slice(0, 5),
          failed.slice(5, 10),
          failed.slice(10),
        ]);
        expect(await follow({ owner, status: 'queued', limit: 5 })).toEqual([[]]);
      });

      it('hands out no cursor at its end, even where the last page is full', async () => {
        const owner = 'owner of four';
        await createAll(4, (place) => ({ owner, createdAt: place }));
        expect((await follow({ owner, limit: 2 })).map((page) => page.length)).toEqual([2, 2]);
      });

      it('goes on where it was while newer edits arrive', async () => {
        const owner = 'owner of more and more';
        const records = await createAll(4, (place) => ({ owner, createdAt: place }));
        const first = await edits.list({ owner, limit: 2 });
        await created({ owner, createdAt: 9 });
        const second = await edits.list({ owner, limit: 2, cursor: first.cursor });
        expect([...ids(first.edits), ...ids(second.edits)]).toEqual(ids(records).toReversed());
      });

      it('fault 73: takes no cursor of another owner', async () => {
        const owner = 'owner a';
        await createAll(3, (place) => ({ owner, createdAt: place }));
        const { cursor } = await edits.list({ owner, limit: 1 });
        await expect(edits.list({ owner: 'owner b', limit: 1, cursor })).rejects.toThrow(InvalidCursor);
      });

      it.each(['', 'x', 'bnVsbA', 'W10', '%00', 'ÿ', 'W1sxXSwxLCJlZF8iXQ'])(
        'takes no cursor that it did not hand out: %j',
        async (cursor) => {
          await expect(edits.list({ owner: 'owner', limit: 1, cursor })).rejects.toThrow(InvalidCursor);
        },
      );
    });

    describe('what is due', () => {
      const due = async (until: number): Promise<string[]> => {
        const found: string[] = [];
        for await (const record of edits.due(until)) found.push(record.editId);
        return found;
      };

      it('is every edit whose time has come, the most overdue first, and no other', async () => {
        const records = await createAll(130, (place) => ({ dueAt: 10_000 + ((place * 37) % 130) }));
        await created({ dueAt: undefined });
        const late = records
          .filter(({ dueAt = Infinity }) => dueAt <= 10_109)
          .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
        expect(late).toHaveLength(110);
        expect(await due(10_109)).toEqual(late.map((record) => record.editId));
        expect(await due(9_999)).toEqual([]);
      });

      it('is an edit no longer once nothing is left to do for it', async () => {
        const record = await created({ dueAt: 20 });
        expect(await due(20)).toEqual([record.editId]);
        const later = await edits.change(record, (current) => changed(current, { dueAt: 30 }, 5));
        expect(await due(20)).toEqual([]);
        expect(await due(30)).toEqual([record.editId]);
        await edits.change(later, (current) => changed(current, { dueAt: undefined }, 5));
        expect(await due(30)).toEqual([]);
      });
    });
  });
};
