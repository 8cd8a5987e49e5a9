import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Holds } from './holds.ts';

/** What a fault may do to the connection. */
export interface Wire {
  hangUp(): void;
  reset(): void;
  /** Comes back early when there is nobody left to answer. */
  wait(seconds: number): Promise<void>;
  /** Comes back when the answer is released, or when there is nobody left to answer. */
  hold(name: string | undefined): Promise<void>;
}

export const wireOf = (
  { raw: { socket } }: FastifyRequest,
  { raw: answer }: FastifyReply,
  holds: Holds,
): Wire => {
  const gone = new AbortController();
  // A server that stops closes its connections too.
  answer.once('close', () => {
    gone.abort();
  });
  if (answer.destroyed) gone.abort();
  return {
    hangUp: () => socket.destroy(),
    reset: () => socket.resetAndDestroy(),
    wait: (seconds) => sleep(seconds * 1000, undefined, { signal: gone.signal }).catch(() => undefined),
    hold: (name) => holds.hold(name, gone.signal),
  };
};
