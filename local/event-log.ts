import { EventEmitter } from 'node:events';
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { toEventDetail } from '../lambdas/adapters/wire/edit.ts';
import { eventSource, type ReshootEvent } from '../lambdas/contract/events.ts';
import type { Notices } from '../lambdas/core/ports.ts';

export interface EventLog extends Notices {
  readonly events: EventEmitter<{ event: [ReshootEvent] }>;
}

/** A file in the place of the event bus, an event a line; and whoever listens in this process. */
export const openEventLog = (path: string): EventLog => {
  endLastLine(path);
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

// A process that was killed while it wrote leaves half a line, which the next one would be glued to. What it told of
// is told again.
const endLastLine = (path: string): void => {
  if (!existsSync(path) || statSync(path).size === 0) return;
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    if (last.toString() !== '\n') writeSync(file, '\n', size);
  } finally {
    closeSync(file);
  }
};
