import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';

export interface SampleServer {
  urlOf(name: string): string;
  close(): Promise<void>;
}

/** Serves the project's samples: clips that stay reachable while the edition under test is down. */
export const serveSamples = async (): Promise<SampleServer> => {
  const app = fastify({ forceCloseConnections: true });
  await app.register(fastifyStatic, { root: join(import.meta.dirname, '..', '..', 'local', 'samples') });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { urlOf: (name) => `http://127.0.0.1:${port}/${name}`, close: async () => app.close() };
};
