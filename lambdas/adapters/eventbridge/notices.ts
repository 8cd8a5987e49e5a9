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
  readonly log: Pick<Log, 'warn' | 'error'>;
}

interface Entry {
  readonly id: string;
  readonly editId: string;
  readonly sizeBytes: number;
  readonly entry: PutEventsRequestEntry;
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html: 10 entries, less than 1 MB in all.
const mostEntries = 10;
const mostBytes = 1_000_000;

/**
 * Events on a bus, each for one notice.
 * @throws EventBridgeServiceException when nothing could be sent at all; what is sent again has the same id
 */
export const eventBridgeNotices = ({ client, busName, log }: EventBridgeNoticesProps): Notices => {
  const put = async (batch: readonly Entry[]): Promise<string[]> => {
    const { Entries: answers = [] } = await client.send(
      new PutEventsCommand({ Entries: batch.map(({ entry }) => entry) }),
    );
    return batch.flatMap(({ id, editId }, place) => {
      const { EventId: eventId, ErrorCode: errorCode, ErrorMessage: errorMessage } = answers[place] ?? {};
      if (eventId !== undefined && errorCode === undefined) return [id];
      log.warn('an event was not taken, and stays in the outbox', { editId, id, errorCode, errorMessage });
      return [];
    });
  };

  return {
    send: async (notices) => {
      const taken: string[] = [];
      let broken: { readonly error: unknown } | undefined;
      for (const batch of batches(notices.map((told) => entryOf(told, busName)))) {
        try {
          taken.push(...(await put(batch)));
        } catch (error) {
          broken ??= { error };
          const editIds = [...new Set(batch.map(({ editId }) => editId))];
          log.error('events were not sent, and stay in the outbox', { editIds, error });
        }
      }
      if (broken !== undefined && taken.length === 0) throw broken.error;
      return taken;
    },
  };
};

const entryOf = ({ notice, request }: Parameters<Notices['send']>[0][number], busName: string): Entry => {
  const entry = {
    EventBusName: busName,
    Source: eventSource,
    DetailType: notice.type,
    Time: new Date(notice.occurredAt),
    Detail: JSON.stringify(toEventDetail(notice, request)),
  };
  // As it travels: never less than what EventBridge counts, which is without names and quotes.
  const sizeBytes = Buffer.byteLength(JSON.stringify(entry));
  return { id: notice.id, editId: notice.edit.editId, sizeBytes, entry };
};

// An entry that is too large by itself is a batch of its own: the bus says so, and the others are sent.
const batches = (entries: readonly Entry[]): Entry[][] => {
  const made: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = made.at(-1);
    if (last === undefined || last.length === mostEntries || bytes + entry.sizeBytes >= mostBytes) {
      made.push([entry]);
      bytes = entry.sizeBytes;
    } else {
      last.push(entry);
      bytes += entry.sizeBytes;
    }
  }
  return made;
};
