import { loopbackServer, type Loopback } from '../lambdas/adapters/loopback-server.ts';

export interface AwsCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An error by its name in AWS's API, as a service answers with it. */
export class AwsError extends Error {
  readonly statusCode: number;

  constructor(name: string, statusCode = 400) {
    super(`${name} of the test`);
    this.name = name;
    this.statusCode = statusCode;
  }
}

/** In the place of an answer: the work is done, and the connection dies before anybody hears of it. */
export const answerLost = Symbol('the answer is lost');

/** A service that speaks AWS's JSON protocol on this machine, and does not look at signatures. */
export const awsJsonServer = async (
  answer: (call: AwsCall) => object | typeof answerLost,
): Promise<Loopback> =>
  loopbackServer((response, { headers, body }) => {
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    const reply = (status: number, content: object) => {
      response
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(content));
    };
    try {
      const answered = answer({ operation, input: JSON.parse(body) as AwsCall['input'] });
      if (answered === answerLost) response.req.socket.resetAndDestroy();
      else reply(200, answered);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      reply(error.statusCode, { __type: error.name, message: error.message });
    }
  });

/** For the SDK's client of a service at this address. */
export const clientAt = ({ origin }: Pick<Loopback, 'origin'>) => ({
  endpoint: origin,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake' },
  maxAttempts: 3,
});
