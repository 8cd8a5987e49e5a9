import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export type Act = (response: ServerResponse, received: Received) => unknown;

export interface Loopback {
  readonly origin: string;
  /** Every request that came whole. */
  readonly journal: Received[];
  readonly close: () => Promise<void>;
}

/** A server on this machine that does one act for each request; the last act is done from then on. */
export const loopbackServer = async (...acts: [Act, ...Act[]]): Promise<Loopback> => {
  const journal: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
      journal.push(received);
      const act = acts[Math.min(journal.length, acts.length) - 1] ?? acts[0];
      act(response, received);
    });
  });
  const { port, close } = await listening(server);
  return { origin: `http://127.0.0.1:${port}`, journal, close };
};

/** A server that speaks no HTTP: each connection is left to `greet`. */
export const rawServer = async (greet: (socket: Socket) => void): Promise<Listening> =>
  listening(
    createRawServer((socket) => {
      socket.on('error', () => undefined);
      greet(socket);
    }),
  );

/** A port on which nobody listens. */
export const deadPort = async (): Promise<number> => {
  const { port, close } = await listening(createRawServer());
  await close();
  return port;
};

export const listening = async (server: Server): Promise<Listening> => {
  const open = new Set<Duplex>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, '127.0.0.1', () => {
    resolve(undefined);
  });
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = Promise.withResolvers<undefined>();
      server.close(() => {
        closed.resolve(undefined);
      });
      for (const socket of open) socket.destroy();
      await closed.promise;
    },
  };
};

export const answers =
  (status: number, body: unknown = '', headers: Record<string, string> = {}): Act =>
  (response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const resets: Act = (response) => {
  response.req.socket.resetAndDestroy();
};

export const staysSilent: Act = () => undefined;

/** Announces more than it sends. */
export const truncates =
  (status: number, body: string): Act =>
  (response) => {
    response.writeHead(status, { 'content-length': String(body.length + 10) });
    response.write(body, () => response.socket?.destroySoon());
  };
