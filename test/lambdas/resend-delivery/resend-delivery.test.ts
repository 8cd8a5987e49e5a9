import { describe, expect, it } from '@jest/globals';
import type { ApiRequest } from '../../../lambdas/adapters/http/api.ts';
import { deliverySchema } from '../../../lambdas/contract/delivery.ts';
import type { DeliveryRecord } from '../../../lambdas/core/delivery.ts';
import { resendDelivery } from '../../../lambdas/resend-delivery/resend-delivery.ts';
import { apiRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeDeliveryRuns, fakeUndeliverables } from '../../fakes/deliveries.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { aDelivery } from '../core/a-delivery.ts';
import { anEdit } from '../core/an-edit.ts';

const gone: Partial<DeliveryRecord> = {
  status: 'undeliverable',
  tries: 10,
  nextAttemptAt: undefined,
  dueAt: undefined,
  reason: { code: 'attempts_exhausted', message: '10 attempts failed' },
};

const resending = (
  delivery: Partial<DeliveryRecord> = gone,
  { undeliverables = fakeUndeliverables(), deliveryRuns = fakeDeliveryRuns() } = {},
) => {
  const deps = fakeDeps([anEdit()]);
  const record = aDelivery(delivery);
  deps.deliveries.records.set(record.deliveryId, record);
  const resend = resendDelivery({ ...deps, undeliverables, deliveryRuns });
  const path = { edit_id: record.editId, delivery_id: record.deliveryId };
  return {
    ...deps,
    undeliverables,
    deliveryRuns,
    id: record.deliveryId,
    resend: async (overrides: Partial<ApiRequest> = {}) => resend(apiRequest({ path, ...overrides })),
  };
};

describe('POST /v1/edits/{edit_id}/deliveries/{delivery_id}/resend', () => {
  it.each(['undeliverable', 'delivered', 'pending'] as const)(
    'fault 55: tries a delivery that is %s at once, under the same id, in a run of its own',
    async (status) => {
      const { resend, deliveries, deliveryRuns, clock, id } = resending({ ...gone, status });
      const answer = await resend();
      expect(answer.status).toBe(202);
      expect(deliverySchema.parse(JSON.parse(answer.body))).toMatchObject({
        delivery_id: id,
        notice_id: aDelivery().noticeId,
        status: 'pending',
        next_attempt_at: new Date(clock.now()).toISOString(),
      });
      expect(deliveries.at(id)).toMatchObject({ tries: 0, runs: 2, dueAt: clock.now() });
      expect(deliveryRuns.started).toEqual([`${id}-2`]);
    },
  );

  it('fault 55: tells first that it was undeliverable, where nobody was told yet', async () => {
    const untold = { id: 'nt_1', occurredAt: 5 };
    const { resend, undeliverables } = resending({ ...gone, untold, dueAt: 5 });
    expect((await resend()).status).toBe(202);
    expect(undeliverables.told).toEqual(['nt_1']);
  });

  it('leaves it as it is where that cannot be told now', async () => {
    const untold = { id: 'nt_1', occurredAt: 5 };
    const { resend, deliveries, deliveryRuns, id } = resending(
      { ...gone, untold, dueAt: 5 },
      { undeliverables: fakeUndeliverables(() => false) },
    );
    const answer = await resend();
    expect(problemIn(answer).code).toBe('unavailable');
    expect(answer.headers['retry-after']).toBe('60');
    expect(deliveries.at(id)).toMatchObject({ status: 'undeliverable', untold });
    expect(deliveryRuns.started).toEqual([]);
  });

  it('is taken although the start failed: it is due, and recover will start it', async () => {
    const deliveryRuns = fakeDeliveryRuns(() => {
      throw new Error('ThrottlingException');
    });
    const { resend, deliveries, clock, id, log } = resending(gone, { deliveryRuns });
    expect((await resend()).status).toBe(202);
    expect(deliveries.at(id).dueAt).toBe(clock.now());
    expect(log.lines).toEqual(['error: a delivery did not start; recover will start it']);
  });

  it('fault 8: is 404 for another owner, another edit, and what is no delivery', async () => {
    const { resend, deliveryRuns, id } = resending();
    for (const overrides of [
      { owner: 'another' },
      { path: { edit_id: editId(7), delivery_id: id } },
      { path: { edit_id: anEdit().editId, delivery_id: `dl_${'0'.repeat(32)}` } },
      { path: { edit_id: anEdit().editId, delivery_id: '../secret' } },
    ]) {
      expect(problemIn(await resend(overrides)).code).toBe('not_found');
    }
    expect(deliveryRuns.started).toEqual([]);
  });
});
