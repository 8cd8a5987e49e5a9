import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProviderError, uncoded } from './provider-error.ts';

/** Read as text and understood later: what is not JSON was read all the same, and a fault may befall it. */
export const readBodiesAsText = (server: FastifyInstance): void => {
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
};

export const jsonOf = ({ body }: FastifyRequest): unknown => {
  // A cancel comes without a body, whatever its headers say.
  if (typeof body !== 'string' || body === '') return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new ProviderError(uncoded(400), 'the body is not valid JSON');
  }
};

export const promptOf = (request: FastifyRequest): string | undefined => {
  try {
    const body = jsonOf(request);
    const prompt: unknown = typeof body === 'object' && body !== null && 'prompt' in body && body.prompt;
    return typeof prompt === 'string' ? prompt : undefined;
  } catch {
    return undefined;
  }
};
