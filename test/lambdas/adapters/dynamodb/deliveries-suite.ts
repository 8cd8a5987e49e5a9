import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changedDelivery, type DeliveryRecord } from '../../../../lambdas/core/delivery.ts';
import { DeliveryNotFound } from '../../../../lambdas/core/errors.ts';
import type { Deliveries } from '../../../../lambdas/core/webhooks.ts';
import { editId } from '../../../fakes/edit-id.ts';
import { aDelivery } from '../../core/a-delivery.ts';

export interface OpenedDeliveries {
  readonly deliveries: Deliveries;
  readonly close?: () => Promise<void>;
}

let number = 0;
const another = (overrides: Partial<DeliveryRecord> = {}): DeliveryRecord => {
  number += 1;
  const { editId: of = editId(number) } = overrides;
  return aDelivery({ editId: of, url: `https://hooks.example/${number}`, dueAt: undefined, ...overrides });
};

/** What the core counts on, whoever keeps the record of deliveries. */
export const deliveriesSuite = (name: string, open: () => Promise<OpenedDeliveries>): void => {
  describe(`the record of deliveries ${name}`, () => {
    let opened: OpenedDeliveries;
    let deliveries: Deliveries;
    beforeAll(async () => {
      opened = await open();
      ({ deliveries } = opened);
    });
    afterAll(async () => opened.close?.());

    const created = async (overrides: Partial<DeliveryRecord> = {}): Promise<DeliveryRecord> => {
      const record = another(overrides);
      expect(await deliveries.create(record)).toBeUndefined();
      return record;
    };
    const read = async (record: DeliveryRecord) => deliveries.get(record.editId, record.deliveryId);

    it('reads what was created, what it tells with every name as it was, and nothing where nothing was', async () => {
      const plain = aDelivery().detail;
      const metadata = { 'snake_case camelCase': '7', constructor: 'x' };
      const record = await created({
        detail: { ...plain, edit: { ...plain.edit, metadata } },
        attempts: [{ at: 5, statusCode: 500, error: 'no', tookMs: 7 }],
        untold: { id: 'nt_1', occurredAt: 9 },
      });
      expect(await read(record)).toEqual(record);
      expect(await read(another())).toBeUndefined();
      expect(await deliveries.get(editId(0), record.deliveryId)).toBeUndefined();
    });

    it('fault 74: lets one of 20 at once create an id, and tells the others which one it was', async () => {
      const first = another();
      const records = Array.from({ length: 20 }, (_, place) => ({ ...first, runs: place }));
      const answers = await Promise.all(records.map(async (record) => deliveries.create(record)));
      const winner = records[answers.indexOf(undefined)];
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
      expect(answers.filter((answer) => answer !== undefined)).toEqual(Array<unknown>(19).fill(winner));
    });

    it('writes a change and answers with it, and removes what it takes away', async () => {
      const record = await created({ nextAttemptAt: 5, dueAt: 5, claimedUntil: 9 });
      const after = await deliveries.change(record, (current) =>
        changedDelivery(
          current,
          {
            status: 'delivered',
            deliveredAt: 6,
            nextAttemptAt: undefined,
            dueAt: undefined,
            claimedUntil: undefined,
          },
          6,
        ),
      );
      const { nextAttemptAt: _n, dueAt: _d, claimedUntil: _c, ...rest } = record;
      const expected = { ...rest, status: 'delivered', deliveredAt: 6, version: 2, updatedAt: 6 };
      expect(JSON.parse(JSON.stringify(after))).toEqual(expected);
      expect(await read(record)).toEqual(expected);
    });

    it('fault 67: decides again, on the record as it stands, where it was changed meanwhile', async () => {
      const stale = await created();
      await deliveries.change(stale, (current) => changedDelivery(current, { tries: 1 }, 5));
      const decidedOn: number[] = [];
      const after = await deliveries.change(stale, (current) => {
        decidedOn.push(current.tries);
        return changedDelivery(current, { resends: 1 }, 6);
      });
      expect(decidedOn).toEqual([0, 1]);
      expect(after).toMatchObject({ tries: 1, resends: 1, version: 3 });
    });

    it('leaves alone what a decision leaves alone', async () => {
      const record = await created();
      expect(await deliveries.change(record, () => undefined)).toEqual(record);
      expect(await read(record)).toEqual(record);
    });

    it('lists the deliveries of one edit, oldest first', async () => {
      const of = editId(7_000_000);
      const records = [];
      for (const createdAt of [3_000, 1_000, 2_000]) records.push(await created({ editId: of, createdAt }));
      await created({ createdAt: 1_500 });
      expect((await deliveries.list(of)).map(({ createdAt }) => createdAt)).toEqual([1_000, 2_000, 3_000]);
      expect(await deliveries.list(editId(7_000_001))).toEqual([]);
    });

    it('removes all deliveries of one edit, and those of no other; what is gone cannot be changed', async () => {
      const of = editId(7_100_000);
      const [gone, other] = [await created({ editId: of, dueAt: 7_100 }), await created()];
      await created({ editId: of });
      await deliveries.removeAll(of);
      await deliveries.removeAll(of);
      expect(await deliveries.list(of)).toEqual([]);
      expect(await read(other)).toEqual(other);
      await expect(
        deliveries.change(gone, (current) => changedDelivery(current, { tries: 1 }, 5)),
      ).rejects.toThrow(DeliveryNotFound);
      expect(await read(gone)).toBeUndefined();
    });

    describe('what is due', () => {
      const due = async (until: number): Promise<string[]> => {
        const found: string[] = [];
        for await (const record of deliveries.due(until)) found.push(record.deliveryId);
        return found;
      };

      it('is every delivery whose time has come, the most overdue first, and no other', async () => {
        const records = await Promise.all(
          Array.from({ length: 130 }, async (_, place) => created({ dueAt: 10_000 + ((place * 37) % 130) })),
        );
        await created({ dueAt: undefined });
        const late = records
          .filter(({ dueAt = Infinity }) => dueAt <= 10_109)
          .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
          .map(({ deliveryId }) => deliveryId);
        expect(late).toHaveLength(110);
        expect((await due(10_109)).filter((id) => late.includes(id))).toEqual(late);
        expect(await due(999)).toEqual([]);
      });

      it('is a delivery no longer once nothing is left to do for it', async () => {
        const record = await created({ dueAt: 20 });
        expect(await due(20)).toEqual([record.deliveryId]);
        await deliveries.change(record, (current) => changedDelivery(current, { dueAt: undefined }, 5));
        expect(await due(20)).toEqual([]);
      });
    });
  });
};
