import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { jsonOf } from './json-body.ts';
import type { Provider } from './provider.ts';
import { codes, ProviderError } from './provider-error.ts';
import type { Responder } from './respond.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

const checkToken = (token: string) => {
  const expected = digest(`Bearer ${token}`);
  return async ({ headers }: FastifyRequest): Promise<void> => {
    if (!timingSafeEqual(digest(headers.authorization ?? ''), expected))
      throw new ProviderError(codes.userAccountError, 'the API token is missing, expired or revoked');
  };
};

const originOf = ({ server }: FastifyRequest): string => server.listeningOrigin;

export interface ProviderRoutesProps {
  readonly provider: Provider;
  readonly responder: Responder;
  readonly token: string;
}

export const addProviderRoutes = (
  server: FastifyInstance,
  { provider, responder: { early, respond }, token }: ProviderRoutesProps,
): void => {
  server.register(async (api) => {
    api.addHook('onRequest', checkToken(token));
    api.post<{ Params: { '*': string } }>('/v1/models/*', { onRequest: early('submit') }, (request, reply) =>
      respond('submit', request, reply, async () =>
        provider.submit(originOf(request), request.params['*'], jsonOf(request)),
      ),
    );
    api.get<{ Params: { '*': string } }>('/v1/models/*', { onRequest: early('model') }, (request, reply) =>
      respond('model', request, reply, async () => provider.model(request.params['*'])),
    );
    api.get<{ Params: { id: string } }>(
      '/v1/requests/:id/status',
      { onRequest: early('status') },
      (request, reply) =>
        respond('status', request, reply, async () => provider.status(originOf(request), request.params.id)),
    );
    api.get<{ Params: { id: string }; Querystring: { include_cost?: string } }>(
      '/v1/requests/:id/result',
      { onRequest: early('result') },
      (request, reply) =>
        respond('result', request, reply, async () =>
          provider.result(originOf(request), request.params.id, request.query.include_cost === 'true'),
        ),
    );
    api.post<{ Params: { id: string } }>(
      '/v1/requests/:id/cancel',
      { onRequest: early('cancel') },
      (request, reply) => respond('cancel', request, reply, () => provider.cancel(request.params.id)),
    );
    // The provider answers this on another host, with the same token.
    api.get('/prod/v2/balance', { onRequest: early('balance') }, (request, reply) =>
      respond('balance', request, reply, async () => provider.balance()),
    );
  });

  server.route<{ Params: { generation: string } }>({
    method: ['GET', 'HEAD'],
    url: '/:owner/:generation/output/:name',
    onRequest: early('output'),
    handler: (request, reply) =>
      respond('output', request, reply, (serving) =>
        provider.output(request.params.generation, request.url, {
          method: request.method,
          range: request.headers.range,
          ifRange: request.headers['if-range']?.toString(),
          ...serving,
        }),
      ),
  });
};
