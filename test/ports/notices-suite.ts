import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventSchema, type ReshootEvent } from '../../lambdas/contract/events.ts';
import { changed, ended, type EditRecord } from '../../lambdas/core/edit.ts';
import type { Notices } from '../../lambdas/core/ports.ts';
import { editId } from '../fakes/edit-id.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';

export interface OpenedNotices {
  readonly notices: Notices;
  /** Every event so far, as a listener gets it. */
  readonly events: () => Promise<readonly ReshootEvent[]>;
  readonly close?: () => Promise<void>;
}

let number = Date.now() * 1_000;

/** What waits in the outbox of an edit that was submitted and completed. */
export const anOutbox = (overrides: Partial<EditRecord> = {}): Parameters<Notices['send']>[0] => {
  number += 1;
  const submitted = changed(anEdit({ editId: editId(number), ...overrides }), {}, 1_000, 'Edit Submitted');
  const { pendingNotices, request } = ended(submitted, 'completed', {}, 61_000);
  return pendingNotices.map((notice) => ({ notice, request }));
};

/** What the core counts on, whoever tells the outside. */
export const noticesSuite = (name: string, open: () => Promise<OpenedNotices>): void => {
  describe(`notices ${name}`, () => {
    let opened: OpenedNotices;
    let notices: Notices;
    beforeAll(async () => {
      opened = await open();
      ({ notices } = opened);
    });
    afterAll(async () => opened.close?.());

    const heardOf = async (outbox: Parameters<Notices['send']>[0]): Promise<ReshootEvent[]> => {
      const ids = outbox.map(({ notice }) => notice.id);
      return (await opened.events())
        .map((event) => eventSchema.parse(event))
        .filter(({ detail }) => ids.includes(detail.id))
        .toSorted((one, other) => one.detail.sequence - other.detail.sequence);
    };
    const idsOf = (outbox: Parameters<Notices['send']>[0]) => outbox.map(({ notice }) => notice.id);

    it('are events as the contract has them, and their ids are those that were taken', async () => {
      const outbox = anOutbox({ metadata: { order: 'ü7' } });
      expect(await notices.send(outbox)).toEqual(idsOf(outbox));
      expect(await heardOf(outbox)).toMatchObject([
        {
          source: 'reshoot',
          'detail-type': 'Edit Submitted',
          detail: {
            sequence: 2,
            occurred_at: '1970-01-01T00:00:01.000Z',
            edit: { metadata: { order: 'ü7' } },
          },
        },
        {
          source: 'reshoot',
          'detail-type': 'Edit Completed',
          detail: { sequence: 3, edit: { status: 'completed' } },
        },
      ]);
    });

    it('are the same, with the same ids, when they are sent again', async () => {
      const outbox = anOutbox();
      await notices.send(outbox);
      await notices.send(outbox);
      // A bus adds an id and a time of its own to each.
      const events = (await heardOf(outbox)).map(({ source, 'detail-type': type, detail }) =>
        JSON.stringify([source, type, detail]),
      );
      expect(events).toHaveLength(4);
      expect(new Set(events).size).toBe(2);
    });

    it('are all sent, however many there are', async () => {
      const outbox = Array.from({ length: 13 }, () => anOutbox()).flat();
      expect(await notices.send(outbox)).toEqual(idsOf(outbox));
      expect(await heardOf(outbox)).toHaveLength(26);
    });

    it('are none where there is nothing to tell', async () => {
      expect(await notices.send([])).toEqual([]);
    });

    it('fault 66: hold no signed query', async () => {
      const outbox = anOutbox();
      await notices.send(outbox);
      expect(JSON.stringify(await heardOf(outbox))).not.toContain('signature');
    });
  });
};
