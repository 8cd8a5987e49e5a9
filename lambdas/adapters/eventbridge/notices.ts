import {
  PutEventsCommand,
  type EventBridgeClient,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { eventSource } from '../../contract/events.ts';
import type { Log, Notices } from '../../core/ports.ts';
import { toEventDetail } from '../wire/edit.ts';

export interface EventBridgeNoticesProps {
  readonly client: EventBridgeClient;
  readonly busName: string;
  readonly log: Log;
}

interface Entry {
  readonly id: string;
  readonly editId: string;
  readonly entry: PutEventsRequestEntry;
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html: 10 entries, less than 1 MB in all.
const most = 10;
const mostBytes = 900_000;

/** Events on a bus, each for one notice. */
export const eventBridgeNotices = ({ client, busName, log }: EventBridgeNoticesProps): Notices => {
  const put = async (batch: readonly Entry[]): Promise<string[]> => {
    const { Entries: answers = [] } = await client.send(
      new PutEventsCommand({ Entries: batch.map(({ entry }) => entry) }),
    );
    return batch.flatMap(({ id, editId }, place) => {
      const { EventId: eventId, ErrorCode: code, ErrorMessage: message } = answers[place] ?? {};
      if (eventId !== undefined && code === undefined) return [id];
      log.warn('an event was not taken; it stays in the outbox', { editId, id, code, message });
      return [];
    });
  };

  return {
    send: async (notices) => {
      const entries = notices.map(({ notice, request }): Entry => ({
        id: notice.id,
        editId: notice.edit.editId,
        entry: {
          EventBusName: busName,
          Source: eventSource,
          DetailType: notice.type,
          Time: new Date(notice.occurredAt),
          Detail: JSON.stringify(toEventDetail(notice, request)),
        },
      }));
      const taken: string[] = [];
      for (const batch of batches(entries)) {
        try {
          taken.push(...(await put(batch)));
        } catch (error) {
          if (taken.length === 0) throw error;
          log.warn('events were not taken; they stay in the outbox', { error });
          break;
        }
      }
      return taken;
    },
  };
};

const batches = (entries: readonly Entry[]): Entry[][] => {
  const made: Entry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.entry.Detail ?? '');
    const last = made.at(-1);
    if (last === undefined || last.length === most || bytes + size > mostBytes) {
      made.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return made;
};
