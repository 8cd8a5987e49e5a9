import type { FastifyRequest } from 'fastify';
import type { ApiRequest } from '../lambdas/adapters/http/api.ts';

/** Everybody on one machine is the same owner. */
export const localOwner = 'local';

/** What this server received, as the API takes it. */
export const toApiRequest = (request: FastifyRequest): ApiRequest => ({
  owner: localOwner,
  operator: false,
  method: request.method,
  url: request.url.replace(/\?.*$/su, ''),
  path: request.params as Record<string, string>,
  query: flat(request.query as Record<string, string | string[]>),
  headers: flat(request.headers),
  body: typeof request.body === 'string' ? request.body : '',
});

const flat = (values: Readonly<Record<string, string | string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
