import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { problem, type ApiResponse, type Endpoint } from '../lambdas/adapters/http/api.ts';
import { limits } from '../lambdas/contract/limits.ts';
import { describeApi } from '../lambdas/describe-api/describe-api.ts';
import type { Log } from '../lambdas/core/ports.ts';
import { answer } from './answer.ts';
import { apiPage } from './api-page.ts';
import { toApiRequest } from './api-request.ts';
import { builtConsole, consolePages } from './console-pages.ts';
import { editInputs, type EditInputsProps, type ServedFolders } from './edit-inputs.ts';
import { CannotStart, firstLine, hasCode } from './errors.ts';
import { foreign } from './guard.ts';
import { mediaAnswers } from './media-answers.ts';
import { noticeStream, type NoticeStreamProps } from './notice-stream.ts';
import type { FolderUploads } from './uploads.ts';

export interface ServerProps {
  readonly port: number;
  readonly bucketFolder: string;
  readonly endpoints: Endpoints;
  /** Takes what is posted to /uploads. */
  readonly uploads: FolderUploads['plugin'];
  readonly notices: Omit<NoticeStreamProps, 'log'>;
  readonly inputs: EditInputsProps;
  /** Where the console is built. @default - where `npm run console` builds it */
  readonly consoleFolder?: string | undefined;
  readonly log: Log;
}

export type Endpoints = Readonly<
  Record<
    | 'submit'
    | 'read'
    | 'list'
    | 'cancel'
    | 'resolve'
    | 'delete'
    | 'readOutput'
    | 'createUpload'
    | 'listDeliveries'
    | 'resendDelivery'
    | 'testWebhook'
    | 'readAccount',
    Endpoint
  >
>;

export interface Server {
  readonly port: number;
  close(): Promise<void>;
}

const samples = join(import.meta.dirname, 'samples');

/** API, console, files and samples on 127.0.0.1. @throws CannotStart where the port is taken */
export const startServer = async (props: ServerProps): Promise<Server> => {
  // Requests under way are finished; connections that wait for the next one are not waited for.
  const app = fastify({
    bodyLimit: limits.bodyBytes.max,
    forceCloseConnections: 'idle',
    // A path that cannot be read, or a part of it that is too long: no route is asked.
    frameworkErrors: (_error, request, reply) => {
      void answer(reply, nothingThere(request));
    },
  });
  // Bodies are parsed where the deployed API parses them: by the endpoint.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });

  let port = props.port;
  app.addHook('onRequest', async (request, reply) => {
    const fault = foreign({ host: request.headers.host, origin: request.headers.origin }, port);
    if (fault !== undefined) await answer(reply, problem('forbidden', fault));
  });
  app.setNotFoundHandler(async (request, reply) => answer(reply, await describe(toApiRequest(request))));
  app.setErrorHandler(async (error, request, reply) => answer(reply, onError(error, request, props.log)));

  addApi(app, props.endpoints);
  // By itself: its bodies are parsed otherwise.
  await app.register(props.uploads);
  await app.register(apiPage);
  await app.register(noticeStream({ ...props.notices, log: props.log }));
  await app.register(consolePages(props.consoleFolder ?? builtConsole));
  await app.register(fastifyStatic, { serve: false });
  await app.register(async (media) => {
    const served: ServedFolders = {
      '/files/edits/': join(props.bucketFolder, 'edits'),
      '/files/uploads/': join(props.bucketFolder, 'uploads'),
      '/samples/': samples,
    };
    mediaAnswers(media);
    for (const [prefix, root] of Object.entries(served)) {
      await media.register(fastifyStatic, { prefix, root, index: false, decorateReply: false });
    }
    const { bucketFolder } = props;
    await media.register(editInputs(props.inputs, { bucketFolder, served, port: () => port }));
  });

  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (cause) {
    await app.close();
    throw new CannotStart(
      hasCode(cause, 'EADDRINUSE')
        ? `port ${port} is taken: stop what uses it, or choose another with --port`
        : `cannot listen on port ${port}: ${firstLine(cause)}`,
      { cause },
    );
  }
  if (!app.server.listening) await once(app.server, 'listening');
  ({ port } = app.server.address() as AddressInfo);
  return { port, close: async () => app.close() };
};

const describe = describeApi();

const addApi = (app: FastifyInstance, endpoints: Endpoints): void => {
  const { submit, read, list, cancel, resolve, readOutput } = endpoints;
  const route = (endpoint: Endpoint) => async (request: FastifyRequest, reply: FastifyReply) =>
    answer(reply, await endpoint(toApiRequest(request)));
  app.post('/v1/edits', route(submit));
  app.get('/v1/edits', route(list));
  app.get('/v1/edits/:edit_id', route(read));
  app.post('/v1/edits/:edit_id/cancel', route(cancel));
  app.post('/v1/edits/:edit_id/resolve', route(resolve));
  app.delete('/v1/edits/:edit_id', route(endpoints.delete));
  app.get('/v1/edits/:edit_id/outputs/:n', route(readOutput));
  app.post('/v1/uploads', route(endpoints.createUpload));
  app.get('/v1/edits/:edit_id/deliveries', route(endpoints.listDeliveries));
  app.post('/v1/edits/:edit_id/deliveries/:delivery_id/resend', route(endpoints.resendDelivery));
  app.post('/v1/webhooks/test', route(endpoints.testWebhook));
  app.get('/v1/account', route(endpoints.readAccount));
  app.get('/v1/openapi.json', route(describe));
  app.get('/v1/health', route(describe));
};

const nothingThere = ({ method, url }: FastifyRequest): ApiResponse =>
  problem('not_found', `There is nothing at ${method} ${url.slice(0, 200)}.`);

const onError = (error: unknown, request: FastifyRequest, log: Log): ApiResponse => {
  const statusCode = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  // A folder, or a range that the file has not: what serves files has no word of ours for them.
  if (statusCode === 403 || statusCode === 404) return nothingThere(request);
  if (statusCode === 416) return { status: 416, headers: {}, body: '' };
  if (statusCode === 413) return problem('body_too_large', `At most ${limits.bodyBytes.max} bytes.`);
  if (statusCode === 415) return problem('unsupported_media_type', 'Send the body as application/json.');
  if (statusCode === 400) return problem('malformed_json', 'The request cannot be read.');
  log.error('a request failed', { method: request.method, url: request.url, error });
  return problem('internal', 'It is in the log; trying again may help.');
};
