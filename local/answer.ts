import type { FastifyReply } from 'fastify';
import type { ApiResponse } from '../lambdas/adapters/http/api.ts';

/** Answers as the API does. */
export const answer = async (
  reply: FastifyReply,
  { status, headers, body }: ApiResponse,
): Promise<FastifyReply> => reply.code(status).headers(headers).send(body);
