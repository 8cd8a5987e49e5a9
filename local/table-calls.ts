import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** One call of the table, as the SDK has it on its way to the network. */
export interface TableCall {
  /** `DynamoDB_20120810.GetItem`, or the like. */
  readonly target: string;
  readonly body: string;
}

export interface TableAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a client of the SDK needs to have its calls made by `ask`, and not over a network. */
export const callsThrough = (
  ask: (call: TableCall) => Promise<TableAnswer>,
): Required<Pick<DynamoDBClientConfig, 'requestHandler' | 'signer'>> => ({
  // Nobody looks at a signature.
  signer: { sign: async (request) => request },
  requestHandler: {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async ({ headers, body }: Sent) => {
      const answer = await ask({ target: headers['x-amz-target'] ?? '', body: textOf(body) });
      const response = {
        statusCode: answer.status,
        headers: { ...answer.headers },
        body: Buffer.from(answer.body),
      };
      return { response };
    },
  },
});

// The SDK's own body is bytes with a warning against taking them for a text.
const textOf = (body: unknown): string =>
  body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
    : String(body);

/** Has a call answered by the server's listener, which takes a fraction of what a connection takes. */
export const askServer = async (server: Server, { target, body }: TableCall): Promise<TableAnswer> =>
  new Promise((resolve) => {
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url: '/',
      headers: { ...signed, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
    });
    const headers: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        headers[name.toLowerCase()] = String(value);
      },
      end: (answer: string) => {
        resolve({ status: response.statusCode, headers, body: answer });
      },
    };
    server.emit('request', request, response);
    request.emit('data', Buffer.from(body));
    request.emit('end');
  });

// dynalite wants to see that there are some.
const signed = {
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  'x-amz-date': '20260101T000000Z',
};
