import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Services {
  readonly url: string;
  close(): Promise<void>;
}

/** Secrets Manager with this one secret, and an event bus that takes everything. */
export const startServices = async (secret: string): Promise<Services> => {
  const answers: Readonly<Record<string, object>> = {
    'secretsmanager.GetSecretValue': { Name: 'secret', SecretString: secret },
    'AWSEvents.PutEvents': { FailedEntryCount: 0, Entries: [{ EventId: 'event' }] },
  };
  const server = createServer((request, response) => {
    const answer = answers[String(request.headers['x-amz-target'])];
    request.resume().once('end', () => {
      response
        .writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(answer ?? { __type: 'UnknownOperationException' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
