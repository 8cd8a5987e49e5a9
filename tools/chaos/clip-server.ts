import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';

const samples = join(import.meta.dirname, '..', '..', 'local', 'samples');

/** The clip that all edits are of, at an address that outlives the edition. */
export const serveClip = async (): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const app = fastify({ forceCloseConnections: true });
  await app.register(fastifyStatic, { root: samples });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/input-1-1.mp4`, close: async () => app.close() };
};
