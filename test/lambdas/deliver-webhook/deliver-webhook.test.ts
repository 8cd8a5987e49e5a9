import { describe, expect, it } from '@jest/globals';
import { deliverWebhook } from '../../../lambdas/deliver-webhook/deliver-webhook.ts';
import type { DeliveryRecord } from '../../../lambdas/core/delivery.ts';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import type { Posted, Webhooks } from '../../../lambdas/core/webhooks.ts';
import { fakeUndeliverables, type FakeUndeliverables } from '../../fakes/deliveries.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { fakeResults } from '../../fakes/results.ts';
import { aDelivery, aDetail } from '../core/a-delivery.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const ok: Posted = { statusCode: 200, tookMs: 3 };
const failed: Posted = { statusCode: 500, error: 'The receiver answered 500', tookMs: 3 };
const output = {
  bucket: 'results',
  key: 'edits/x/output.mp4',
  sizeBytes: 1,
  sha256: '0'.repeat(64),
  contentType: 'video/mp4',
};

interface Given {
  readonly delivery?: Partial<DeliveryRecord>;
  readonly edit?: Partial<EditRecord>;
  readonly undeliverables?: FakeUndeliverables;
}

/** A delivery whose receiver answers so, one time after another. */
const delivering = (
  answers: (Posted | Error)[],
  { delivery, edit, undeliverables = fakeUndeliverables() }: Given = {},
) => {
  const deps = fakeDeps([anEdit(edit)]);
  const record = aDelivery(delivery, start);
  deps.deliveries.records.set(record.deliveryId, record);
  const sent: Parameters<Webhooks['post']>[0][] = [];
  const webhooks: Webhooks = {
    post: async (message) => {
      sent.push(message);
      const answer = answers.shift() ?? ok;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const deliver = deliverWebhook({
    ...deps,
    undeliverables,
    webhooks,
    results: fakeResults(),
    random: () => 0,
  });
  const input = {
    edit_id: record.editId,
    delivery_id: record.deliveryId,
    step: { next: 'wait', seconds: 5 },
  };
  return {
    ...deps,
    sent,
    undeliverables,
    input,
    deliver: async () => deliver(input),
    record: () => deps.deliveries.at(record.deliveryId),
  };
};

describe('deliver-webhook', () => {
  it('posts what was told under the id of its notice, and is done', async () => {
    const { deliver, sent, record } = delivering([ok]);
    expect(await deliver()).toMatchObject({ next: 'done', seconds: 1 });
    expect(sent).toMatchObject([{ id: record().noticeId, url: record().url }]);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      type: 'edit.completed',
      timestamp: '1970-01-01T00:01:00.000Z',
      data: aDetail(),
    });
    expect(record()).toMatchObject({ status: 'delivered', attempts: [{ at: start, statusCode: 200 }] });
  });

  it('fault 51: answers a failure with the wait until the next attempt, and posts the same id then', async () => {
    const { deliver, sent, clock, record } = delivering([failed, failed, failed, ok]);
    expect(await deliver()).toMatchObject({ next: 'wait', seconds: 5 });
    // Woken too early, it posts nothing.
    clock.advance(4_000);
    expect(await deliver()).toMatchObject({ next: 'wait', seconds: 1 });
    expect(sent).toHaveLength(1);
    clock.advance(1_000);
    expect(await deliver()).toMatchObject({ next: 'wait', seconds: 300 });
    clock.advance(300_000);
    expect(await deliver()).toMatchObject({ next: 'wait', seconds: 1_800 });
    clock.advance(1_800_000);
    expect(await deliver()).toMatchObject({ next: 'done' });
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(record().attempts).toHaveLength(4);
  });

  it('fault 57: posts once more, under the same id, where the process was killed after the POST', async () => {
    const { deliver, sent, clock, record } = delivering([new Error('killed'), ok]);
    await expect(deliver()).rejects.toThrow('killed');
    expect(record()).toMatchObject({ status: 'pending', attempts: [] });
    // Whoever comes at once cannot know that it is dead.
    expect(await deliver()).toMatchObject({ next: 'wait', seconds: 30 });
    clock.advance(30_000);
    expect(await deliver()).toMatchObject({ next: 'done' });
    expect(sent.map(({ id }) => id)).toEqual([record().noticeId, record().noticeId]);
    expect(sent[0]?.body.replaceAll(/"download_[^,]+/gu, '')).toBe(
      sent[1]?.body.replaceAll(/"download_[^,]+/gu, ''),
    );
  });

  it('posts once where two executions come at once', async () => {
    const { deliver, sent } = delivering([ok]);
    const steps = await Promise.all([deliver(), deliver()]);
    expect(sent).toHaveLength(1);
    expect(steps.map(({ next }) => next).toSorted()).toEqual(['done', 'wait']);
  });

  it('posts nothing once it has ended, and says how it did', async () => {
    for (const [status, next] of [
      ['delivered', 'done'],
      ['undeliverable', 'undeliverable'],
    ] as const) {
      const { deliver, sent } = delivering([], { delivery: { status } });
      expect(await deliver()).toMatchObject({ next });
      expect(sent).toEqual([]);
    }
  });

  it('ends quietly where the delivery was deleted with its edit, before it or in the middle of it', async () => {
    const { deliver, deliveries, input } = delivering([ok]);
    const removed = deliverWebhook({
      ...delivering([]),
      deliveries,
      webhooks: {
        post: async () => {
          await deliveries.removeAll(input.edit_id);
          return ok;
        },
      },
      results: fakeResults(),
      random: () => 0,
    });
    expect(await removed(input)).toMatchObject({ next: 'gone' });
    expect(await deliver()).toMatchObject({ next: 'gone', seconds: 1 });
  });

  it('fault 52: tells that a receiver wants no more, and ends', async () => {
    const { deliver, undeliverables, record } = delivering([{ ...failed, statusCode: 410 }]);
    expect(await deliver()).toMatchObject({ next: 'undeliverable', error: 'receiver_gone' });
    expect(undeliverables.told).toHaveLength(1);
    expect(record().dueAt).toBeUndefined();
  });

  it('fault 55: tells once that ten attempts failed, and ends with their reason', async () => {
    const { deliver, clock, undeliverables, sent } = delivering(Array<Posted>(20).fill(failed));
    let step = await deliver();
    while (step.next === 'wait') {
      clock.advance(step.seconds * 1_000);
      step = await deliver();
    }
    expect(step).toMatchObject({ next: 'undeliverable', error: 'attempts_exhausted' });
    expect(sent).toHaveLength(10);
    expect(undeliverables.told).toHaveLength(1);
  });

  it('fault 55: tells it later, under the same id, where the bus takes nothing or breaks', async () => {
    const bus = ['refuses', 'breaks', 'takes'];
    const undeliverables = fakeUndeliverables(() => {
      const does = bus.shift();
      if (does === 'breaks') throw new Error('ServiceUnavailable');
      return does === 'takes';
    });
    const { deliver, record } = delivering([{ ...failed, statusCode: 410 }], { undeliverables });
    expect(await deliver()).toMatchObject({ next: 'wait', seconds: 60 });
    const untold = record().untold?.id;
    expect(await deliver()).toMatchObject({ next: 'wait', seconds: 60 });
    expect(await deliver()).toMatchObject({ next: 'undeliverable' });
    expect(undeliverables.told).toEqual([untold]);
  });

  describe('links of outputs', () => {
    const delivery = { detail: aDetail({ outputs: [output] }) };
    const linkIn = (body = '{}') =>
      (JSON.parse(body) as { data: { edit: { outputs: object[] } } }).data.edit.outputs[0];

    it('are signed anew at each attempt, for an hour', async () => {
      const { deliver, sent, clock } = delivering([failed, ok], { delivery, edit: { outputs: [output] } });
      await deliver();
      clock.advance(5_000);
      await deliver();
      for (const [place, { body }] of sent.entries()) {
        expect(linkIn(body)).toMatchObject({
          key: output.key,
          download_url: `https://signed.example/${output.key}?for=3600`,
          download_expires_at: new Date(start + place * 5_000 + 3_600_000).toISOString(),
        });
      }
    });

    it.each<[string, Partial<EditRecord>]>([
      ['were deleted', { outputs: [], deleteRequestedAt: 5, deletedAt: 6 }],
      ['are being deleted', { outputs: [output], deleteRequestedAt: 5 }],
    ])('are not there for outputs that %s', async (_what, edit) => {
      const { deliver, sent } = delivering([ok], { delivery, edit });
      await deliver();
      expect(linkIn(sent[0]?.body)).not.toHaveProperty('download_url');
    });
  });
});
