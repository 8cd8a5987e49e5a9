import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { undeliverableType } from '../../contract/delivery.ts';
import { eventSource } from '../../contract/events.ts';
import type { Log } from '../../core/ports.ts';
import type { Undeliverables } from '../../core/webhooks.ts';
import { toUndeliverableDetail } from '../wire/delivery.ts';

export interface EventBridgeUndeliverablesProps {
  readonly client: EventBridgeClient;
  readonly busName: string;
  readonly log: Pick<Log, 'warn'>;
}

/** @throws EventBridgeServiceException when it could not be sent; what is sent again has the same id */
export const eventBridgeUndeliverables = ({
  client,
  busName,
  log,
}: EventBridgeUndeliverablesProps): Undeliverables => ({
  tell: async (delivery) => {
    const detail = toUndeliverableDetail(delivery);
    if (detail === undefined) return true;
    const { Entries: [answer = {}] = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: busName,
            Source: eventSource,
            DetailType: undeliverableType,
            Time: new Date(detail.occurred_at),
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    const { EventId: eventId, ErrorCode: errorCode, ErrorMessage: errorMessage } = answer;
    if (eventId !== undefined && errorCode === undefined) return true;
    const { editId, deliveryId } = delivery;
    log.warn('an event was not taken, and stays on record', { editId, deliveryId, errorCode, errorMessage });
    return false;
  },
});
