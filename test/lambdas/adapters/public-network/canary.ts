import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** A server that nobody should reach. It says nothing, so that whoever reaches it tells as much as he will. */
export interface Canary {
  readonly address: string;
  readonly port: number;
  /** How many bytes came on each connection made since it was last asked; waits until they are closed. */
  readonly visits: () => Promise<number[]>;
  readonly close: () => Promise<void>;
}

export const canary = async (host: string): Promise<Canary> => {
  const visits = new Map<number, Promise<number>>();
  const server = createServer((socket) => {
    const { promise, resolve } = Promise.withResolvers<number>();
    visits.set(socket.remotePort ?? 0, promise);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        resolve(socket.bytesRead);
      })
      .resume();
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return {
    address,
    port,
    visits: async () => {
      // Connections are accepted in their order: once this one was, all before it were.
      const last = connect(port, address);
      await once(last, 'connect');
      const own = last.localPort ?? 0;
      while (!visits.has(own)) await setImmediate();
      visits.delete(own);
      last.destroy();
      const since = [...visits.values()];
      visits.clear();
      return Promise.all(since);
    },
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};
