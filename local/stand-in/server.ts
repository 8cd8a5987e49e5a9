import Fastify, { type FastifyInstance } from 'fastify';
import { addControlRoutes, type ControlProps } from './control-routes.ts';
import { readBodiesAsText } from './json-body.ts';
import type { Provider } from './provider.ts';
import { answerOf, ProviderError, uncoded } from './provider-error.ts';
import { addProviderRoutes } from './provider-routes.ts';
import { createResponder } from './respond.ts';

export interface ServerProps extends ControlProps {
  readonly provider: Provider;
  readonly token: string;
  readonly log: (line: string) => void;
}

const addErrors = (server: FastifyInstance, log: (line: string) => void): void => {
  server.setErrorHandler((error: unknown, _request, reply) => {
    const { status, headers, body } = answerOf(error, log);
    return reply
      .code(status)
      .headers(headers ?? {})
      .send(body);
  });
  server.setNotFoundHandler(() => {
    throw new ProviderError(uncoded(404), 'no such path');
  });
};

export const createServer = ({ provider, token, log, ...control }: ServerProps): FastifyInstance => {
  const server = Fastify({
    bodyLimit: 4_194_304,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 500 },
  });
  addErrors(server, log);
  readBodiesAsText(server);
  addProviderRoutes(server, { provider, token, responder: createResponder({ ...control, log }) });
  addControlRoutes(server, control);
  return server;
};
