import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/**
 * Anybody's bytes are shown, and nothing in them is run, whatever type somebody gave them. A browser that opens a video
 * by itself makes a page around it, which has styles of its own and has to load it from its own origin.
 */
const mediaHeaders = {
  'content-security-policy':
    "sandbox allow-same-origin; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** As long as an upload of the largest size takes the stand-in to read. */
const graceMs = 2_000;

/**
 * What goes for all answers of `app` that are files. A player that is stopped reads no further: as the server closes,
 * answers get `graceMs`, and are then broken off.
 */
export const mediaAnswers = (app: FastifyInstance): void => {
  const open = new Set<ServerResponse>();
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(mediaHeaders);
    open.add(reply.raw);
    reply.raw.once('close', () => open.delete(reply.raw));
  });
  app.addHook('preClose', async () => {
    const left = [...open].map(async (raw) => new Promise((resolve) => raw.once('close', resolve)));
    await Promise.race([Promise.all(left), sleep(graceMs, undefined, { ref: false })]);
    for (const raw of open) raw.destroy();
  });
};
