import { describe, expect, it } from '@jest/globals';
import { deliveryListSchema } from '../../../lambdas/contract/delivery.ts';
import { listDeliveries } from '../../../lambdas/list-deliveries/list-deliveries.ts';
import { apiRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { aDelivery } from '../core/a-delivery.ts';
import { anEdit } from '../core/an-edit.ts';

const id = anEdit().editId;
const listed = async (overrides: Parameters<typeof apiRequest>[0] = {}) => {
  const deps = fakeDeps([anEdit()]);
  const records = [
    aDelivery({ attempts: [{ at: 5, statusCode: 500, error: 'no', tookMs: 7 }], nextAttemptAt: 9_000 }),
    aDelivery({
      url: 'https://stage.example/secret/path',
      receiver: 'stage',
      createdAt: 1,
      status: 'delivered',
      deliveredAt: 2,
      nextAttemptAt: undefined,
    }),
    aDelivery({ editId: editId(7), url: 'https://other.example/' }),
  ];
  for (const record of records) deps.deliveries.records.set(record.deliveryId, record);
  return listDeliveries(deps)(apiRequest({ path: { edit_id: id }, ...overrides }));
};

describe('GET /v1/edits/{edit_id}/deliveries', () => {
  it('lists the deliveries of the edit, with their attempts, and no query of an address', async () => {
    const answer = await listed();
    expect(answer.status).toBe(200);
    expect(deliveryListSchema.parse(JSON.parse(answer.body)).deliveries).toMatchObject([
      {
        type: 'Edit Completed',
        url: 'https://hooks.example/reshoot',
        status: 'pending',
        attempts: [{ at: '1970-01-01T00:00:00.005Z', status_code: 500, error: 'no', took_ms: 7 }],
        next_attempt_at: '1970-01-01T00:00:09.000Z',
      },
      { url: 'https://stage.example', status: 'delivered', delivered_at: '1970-01-01T00:00:00.002Z' },
    ]);
    expect(answer.body).not.toContain('secret');
  });

  it('fault 8: is 404 for the edit of another owner, and the truth for an operator', async () => {
    expect(problemIn(await listed({ owner: 'another' })).code).toBe('not_found');
    expect((await listed({ owner: 'another', operator: true })).status).toBe(200);
  });
});
