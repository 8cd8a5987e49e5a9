import { EventEmitter } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { toEventDetail } from '../lambdas/adapters/wire/edit.ts';
import { eventSource, type ReshootEvent } from '../lambdas/contract/events.ts';
import type { Notices } from '../lambdas/core/ports.ts';

export interface EventLog extends Notices {
  readonly events: EventEmitter<{ event: [ReshootEvent] }>;
}

/** A file in the place of the event bus, an event a line; and whoever listens in this process. */
export const openEventLog = (path: string): EventLog => {
  const events = new EventEmitter<{ event: [ReshootEvent] }>();
  return {
    events,
    send: async (notices) => {
      const written = notices.map(({ notice, request }): ReshootEvent => ({
        source: eventSource,
        'detail-type': notice.type,
        detail: toEventDetail(notice, request),
      }));
      await appendFile(path, written.map((event) => `${JSON.stringify(event)}\n`).join(''));
      for (const event of written) events.emit('event', event);
      return notices.map(({ notice }) => notice.id);
    },
  };
};
