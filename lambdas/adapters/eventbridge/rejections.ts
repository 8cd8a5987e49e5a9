import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { eventSource } from '../../contract/events.ts';
import { rejectedType } from '../../contract/inbox.ts';
import type { Rejections } from '../../core/ports.ts';
import { toRejectedDetail } from '../wire/rejection.ts';

export interface EventBridgeRejectionsProps {
  readonly client: EventBridgeClient;
  readonly busName: string;
}

/** @throws EventBridgeServiceException, or Error where the bus did not take it */
export const eventBridgeRejections = ({ client, busName }: EventBridgeRejectionsProps): Rejections => ({
  tell: async (rejection) => {
    const { Entries: [answer] = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: busName,
            Source: eventSource,
            DetailType: rejectedType,
            Time: new Date(rejection.at),
            Detail: JSON.stringify(toRejectedDetail(rejection)),
          },
        ],
      }),
    );
    if (answer?.EventId === undefined) {
      throw new Error(`The bus did not take a rejection: ${answer?.ErrorCode ?? 'it gave no answer'}`);
    }
  },
});
