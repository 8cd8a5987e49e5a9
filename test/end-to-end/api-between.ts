import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

/** What becomes of one request: `asked` before the API hears of it, `answered` before its caller hears of the answer. */
export type Moment = 'asked' | 'answered';

export interface ApiBetween {
  readonly url: string;
  /**
   * Acts at each request like `POST /v1/edits`, until the action says that this was the one: that one gets no answer.
   */
  at(moment: Moment, line: RegExp, act: () => boolean): void;
  close(): Promise<void>;
}

/** Stands between a program and the edition, and knows the moment at which each thing happens. */
export const apiBetween = async (edition: string): Promise<ApiBetween> => {
  let trap: { moment: Moment; line: RegExp; act: () => boolean } | undefined;
  const springs = (moment: Moment, line: string): boolean => {
    if (trap?.moment !== moment || !trap.line.test(line)) return false;
    if (!trap.act()) return false;
    trap = undefined;
    return true;
  };
  const server = createServer((incoming, response) => {
    const forward = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const { method = 'GET', url = '/', headers } = incoming;
      if (springs('asked', `${method} ${url}`)) return void response.destroy();
      const { host: _host, connection: _connection, 'transfer-encoding': _encoding, ...own } = headers;
      const answer = await request(`${edition}${url}`, {
        method: method as 'GET',
        headers: own,
        body: chunks.length === 0 ? null : Buffer.concat(chunks),
      });
      const body = Buffer.from(await answer.body.arrayBuffer());
      if (springs('answered', `${method} ${url}`)) return void response.destroy();
      const { 'transfer-encoding': _coding, connection: _kept, ...told } = answer.headers;
      response.writeHead(answer.statusCode, told).end(body);
    };
    forward().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at: (moment, line, act) => {
      trap = { moment, line, act };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
