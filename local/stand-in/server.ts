import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Act } from './answer.ts';
import { addControlRoutes } from './control-routes.ts';
import type { FaultPoint, Faults } from './faults.ts';
import type { JobStore } from './job-store.ts';
import type { Provider } from './provider.ts';
import { codes, ProviderError } from './provider-error.ts';
import { requestOfGeneration } from './output-path.ts';

export interface ServerProps {
  readonly provider: Provider;
  readonly store: JobStore;
  readonly faults: Faults;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

const checkToken = (token: string) => {
  const expected = digest(`Bearer ${token}`);
  return async ({ headers }: FastifyRequest): Promise<void> => {
    if (!timingSafeEqual(digest(headers.authorization ?? ''), expected))
      throw new ProviderError(codes.userAccountError, 'the API token is missing, expired or revoked');
  };
};

/** Of refusals without a code in the provider's pages only the HTTP status is claimed. */
const uncoded = (status: number, message: string) => ({ error_code: status * 1000, error_message: message });

const addErrors = (server: FastifyInstance, log: (line: string) => void): void => {
  server.setErrorHandler((error: unknown, _request, reply) => {
    if (error instanceof ProviderError) return reply.code(error.httpStatus).send(error.body);
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
        ? error.statusCode
        : 500;
    const message = error instanceof Error ? error.message : 'unknown';
    if (status >= 500) log(`internal error: ${message}`);
    return reply.code(status).send(uncoded(status, status >= 500 ? 'internal error' : message));
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send(uncoded(404, 'no such path')));
};

export const createServer = ({
  provider,
  store,
  faults,
  token,
  signal,
  log,
}: ServerProps): FastifyInstance => {
  const server = Fastify({
    bodyLimit: 4_194_304,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 500 },
  });
  addErrors(server, log);
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      // A cancel comes without a body, whatever its headers say.
      done(null, body === '' ? undefined : JSON.parse(body.toString()));
    } catch {
      done(Object.assign(new Error('the body is not valid JSON'), { statusCode: 400 }));
    }
  });

  const respond = async (
    point: FaultPoint,
    requestId: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    act: Act,
  ): Promise<FastifyReply> => {
    const answer = await faults.around(point, requestId, act, {
      hangUp: () => request.raw.socket.destroy(),
      wait: (seconds) => sleep(seconds * 1000, undefined, { signal }),
    });
    if (answer === undefined) return reply.hijack();
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .send(answer.body);
  };
  const originOf = ({ server }: FastifyRequest): string => server.listeningOrigin;

  server.register(async (api) => {
    api.addHook('onRequest', checkToken(token));
    api.post<{ Params: { '*': string } }>('/v1/models/*', (request, reply) =>
      respond('submit', undefined, request, reply, () =>
        provider.submit(originOf(request), request.params['*'], request.body),
      ),
    );
    api.get<{ Params: { '*': string } }>('/v1/models/*', (request, reply) =>
      respond('model', undefined, request, reply, async () => provider.model(request.params['*'])),
    );
    api.get<{ Params: { id: string } }>('/v1/requests/:id/status', (request, reply) =>
      respond('status', request.params.id, request, reply, async () =>
        provider.status(originOf(request), request.params.id),
      ),
    );
    api.get<{ Params: { id: string }; Querystring: { include_cost?: string } }>(
      '/v1/requests/:id/result',
      (request, reply) =>
        respond('result', request.params.id, request, reply, async () =>
          provider.result(originOf(request), request.params.id, request.query.include_cost === 'true'),
        ),
    );
    api.post<{ Params: { id: string } }>('/v1/requests/:id/cancel', (request, reply) =>
      respond('cancel', request.params.id, request, reply, () => provider.cancel(request.params.id)),
    );
    // The provider answers this on another host, with the same token.
    api.get('/prod/v2/balance', (request, reply) =>
      respond('balance', undefined, request, reply, async () => provider.balance()),
    );
  });

  server.route<{ Params: { generation: string } }>({
    method: ['GET', 'HEAD'],
    url: '/:owner/:generation/output/:name',
    handler: (request, reply) => {
      const { generation } = request.params;
      return respond('output', requestOfGeneration(generation), request, reply, () =>
        provider.output(generation, request.url, {
          method: request.method,
          range: request.headers.range,
          ifRange: request.headers['if-range']?.toString(),
        }),
      );
    },
  });
  addControlRoutes(server, { faults, store });
  return server;
};
