import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventBridgeUndeliverables } from '../../../../lambdas/adapters/eventbridge/undeliverables.ts';
import { undeliverableEventSchema } from '../../../../lambdas/contract/delivery.ts';
import type { DeliveryRecord } from '../../../../lambdas/core/delivery.ts';
import { AwsError, awsJsonServer, clientAt, type AwsCall } from '../../../fakes/aws-json.ts';
import { fakeLog } from '../../../fakes/log.ts';
import { aDelivery } from '../../core/a-delivery.ts';
import type { Loopback } from '../loopback-server.ts';

const untold = { id: `nt_${'a'.repeat(32)}`, occurredAt: 5_000 };
const delivery = aDelivery({
  status: 'undeliverable',
  untold,
  nextAttemptAt: undefined,
  attempts: [{ at: 4_000, statusCode: 500, error: 'The receiver answered 500', tookMs: 3 }],
});

let bus: Loopback;
afterEach(async () => {
  await bus.close();
});

const telling = async (answer: (call: AwsCall) => object) => {
  bus = await awsJsonServer(answer);
  const log = fakeLog();
  const client = new EventBridgeClient({ ...clientAt(bus), maxAttempts: 1 });
  const undeliverables = eventBridgeUndeliverables({ client, busName: 'own', log });
  return { log, tell: async (record: DeliveryRecord) => undeliverables.tell(record) };
};
const takes = () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });

describe('that a delivery is undeliverable', () => {
  it('fault 55: is an event as the contract has it, with the delivery and what it should have told', async () => {
    const { tell } = await telling(takes);
    expect(await tell(delivery)).toBe(true);
    const { Entries: [entry] = [] } = JSON.parse(bus.journal[0]?.body ?? '{}') as {
      Entries?: Record<string, string>[];
    };
    expect(entry).toMatchObject({ EventBusName: 'own', Source: 'reshoot' });
    const event = {
      source: entry?.['Source'],
      'detail-type': entry?.['DetailType'],
      detail: JSON.parse(entry?.['Detail'] ?? '') as unknown,
    };
    expect(undeliverableEventSchema.parse(event).detail).toMatchObject({
      id: untold.id,
      sequence: delivery.detail.sequence,
      occurred_at: '1970-01-01T00:00:05.000Z',
      edit: delivery.detail.edit,
      delivery: {
        delivery_id: delivery.deliveryId,
        status: 'undeliverable',
        attempts: [{ status_code: 500 }],
      },
    });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('fault 55: is not told where the bus does not take it, which is logged', async () => {
    const { tell, log } = await telling(() => ({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }],
    }));
    expect(await tell(delivery)).toBe(false);
    expect(log.entries).toMatchObject([{ facts: { errorCode: 'ThrottlingException' } }]);
  });

  it('fault 55: fails where the bus does not answer as it should', async () => {
    const { tell } = await telling(() => {
      throw new AwsError('InternalException', 500);
    });
    await expect(tell(delivery)).rejects.toThrow('InternalException');
  });

  it('is told already where there is nothing to tell', async () => {
    const { tell } = await telling(takes);
    expect(await tell(aDelivery())).toBe(true);
    expect(bus.journal).toEqual([]);
  });
});
