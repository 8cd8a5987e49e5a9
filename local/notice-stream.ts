import { once } from 'node:events';
import { fastifySSE } from '@fastify/sse';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../lambdas/core/ports.ts';
import { firstLine } from './errors.ts';
import type { EventLog } from './event-log.ts';
import { eventTail } from './event-tail.ts';

export interface NoticeStreamProps {
  /** The file of events. */
  readonly path: string;
  readonly events: EventLog['events'];
  readonly log: Log;
  /** Between two comments that keep the connection. @default 15000 */
  readonly heartbeatMs?: number | undefined;
}

/** How many events a reader begins with who has had none. */
const recent = 100;

/**
 * `GET /local/notices`: every event of the edition as Server-Sent Events, as it passes. The `id` of one is its place in
 * the file of events: whoever comes again with it misses none.
 */
export const noticeStream =
  ({ path, events, log, heartbeatMs = 15_000 }: NoticeStreamProps) =>
  async (app: FastifyInstance): Promise<void> => {
    await app.register(fastifySSE, { heartbeatInterval: heartbeatMs });
    const closing = new AbortController();
    app.addHook('preClose', async () => {
      closing.abort();
    });

    app.get('/local/notices', { sse: 'only' }, async (request, reply) => {
      const { raw, sse } = reply;
      const gone = new AbortController();
      const signal = AbortSignal.any([gone.signal, closing.signal]);
      // Readers come again by themselves: one that has stopped reading is not waited for.
      signal.addEventListener('abort', () => raw.destroy());
      sse.onClose(() => {
        gone.abort();
      });
      sse.sendHeaders();
      // They would wait for the first event, and the reader would take the line for lost.
      raw.flushHeaders();
      const after = positionIn(sse.lastEventId);
      const left = () => signal.aborted;
      const ended = once(signal, 'abort');
      try {
        for await (const { position, event } of eventTail({ path, events, after, recent, signal })) {
          const sent = sse.send({ id: String(position), event: 'notice', data: event });
          // Of a connection that ends while it is full, the library never says that it has room again.
          await (raw.writableNeedDrain ? Promise.race([sent, ended]) : sent);
        }
      } catch (error) {
        if (left()) return;
        log.error('a reader of notices was left', { url: request.url, error: firstLine(error) });
      }
    });
  };

const positionIn = (lastEventId: string | null): number | undefined =>
  lastEventId !== null && /^\d{1,15}$/u.test(lastEventId) ? Number(lastEventId) : undefined;
