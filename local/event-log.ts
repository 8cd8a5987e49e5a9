import { EventEmitter } from 'node:events';
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { toEventDetail } from '../lambdas/adapters/wire/edit.ts';
import { toUndeliverableDetail } from '../lambdas/adapters/wire/delivery.ts';
import { toRejectedDetail } from '../lambdas/adapters/wire/rejection.ts';
import { undeliverableType } from '../lambdas/contract/delivery.ts';
import type { EveryEvent } from '../lambdas/contract/every-event.ts';
import { rejectedType } from '../lambdas/contract/inbox.ts';
import { eventSource, type ReshootEvent } from '../lambdas/contract/events.ts';
import type { Notices, Rejections } from '../lambdas/core/ports.ts';
import type { Undeliverables } from '../lambdas/core/webhooks.ts';

/** What is to be done with each notice, as a rule of the bus would. */
export type LocalRule = (event: ReshootEvent) => Promise<unknown>;

export interface EventLog extends Notices, Undeliverables {
  readonly rejections: Rejections;
  readonly events: EventEmitter<{ event: [EveryEvent] }>;
}

/**
 * A file in the place of the event bus, an event a line; and whoever listens in this process.
 * @param rules are asked for each notice, and may be added to; one that any of them fails with is not taken
 */
export const openEventLog = (path: string, rules: readonly LocalRule[] = []): EventLog => {
  endLastLine(path);
  const events = new EventEmitter<{ event: [EveryEvent] }>();
  // Each reader of notices is one.
  events.setMaxListeners(0);

  const write = async (told: readonly EveryEvent[]): Promise<void> => {
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
      const handed = await Promise.allSettled(
        told.map(async (event) => Promise.all(rules.map(async (rule) => rule(event)))),
      );
      const taken = told.filter((_event, place) => handed[place]?.status === 'fulfilled');
      const failed = handed.find((each) => each.status === 'rejected');
      if (failed !== undefined && taken.length === 0) throw failed.reason;
      return taken.map(({ detail }) => detail.id);
    },
    rejections: {
      tell: async (rejection) =>
        write([{ source: eventSource, 'detail-type': rejectedType, detail: toRejectedDetail(rejection) }]),
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
