import { EventEmitter } from 'node:events';
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { toEventDetail } from '../lambdas/adapters/wire/edit.ts';
import { toUndeliverableDetail } from '../lambdas/adapters/wire/delivery.ts';
import { undeliverableType, type UndeliverableEvent } from '../lambdas/contract/delivery.ts';
import { eventSource, type ReshootEvent } from '../lambdas/contract/events.ts';
import type { Notices, Undeliverables } from '../lambdas/core/ports.ts';

export type ToldEvent = ReshootEvent | UndeliverableEvent;

export interface EventLog extends Notices, Undeliverables {
  readonly events: EventEmitter<{ event: [ToldEvent] }>;
}

/**
 * A file in the place of the event bus, an event a line; and whoever listens in this process.
 * @param handOn does with each notice what a rule of the bus would; one that it fails with is not taken
 */
export const openEventLog = (
  path: string,
  handOn: (event: ReshootEvent) => Promise<unknown> = async () => undefined,
): EventLog => {
  endLastLine(path);
  const events = new EventEmitter<{ event: [ToldEvent] }>();

  const write = async (told: readonly ToldEvent[]): Promise<void> => {
    await appendFile(path, told.map((event) => `${JSON.stringify(event)}\n`).join(''));
    for (const event of told) events.emit('event', event);
  };

  return {
    events,
    send: async (notices) => {
      const told = notices.map(({ notice, request }): ReshootEvent => ({
        source: eventSource,
        'detail-type': notice.type,
        detail: toEventDetail(notice, request),
      }));
      await write(told);
      // A bus keeps what it took until its rules have it; here that is the outbox.
      const handed = await Promise.allSettled(told.map(handOn));
      const taken = told.filter((_event, place) => handed[place]?.status === 'fulfilled');
      const failed = handed.find((each) => each.status === 'rejected');
      if (failed !== undefined && taken.length === 0) throw failed.reason;
      return taken.map(({ detail }) => detail.id);
    },
    tell: async (delivery) => {
      const detail = toUndeliverableDetail(delivery);
      if (detail === undefined) return true;
      await write([{ source: eventSource, 'detail-type': undeliverableType, detail }]);
      return true;
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
