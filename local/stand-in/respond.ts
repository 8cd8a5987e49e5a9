import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Act } from './answer.ts';
import { befall } from './faults/befall.ts';
import type { FaultPoint } from './faults/fault.ts';
import type { Call, Faults } from './faults/faults.ts';
import type { Holds } from './faults/holds.ts';
import { wireOf } from './faults/wire.ts';
import type { JobStore } from './job-store.ts';
import { promptOf } from './json-body.ts';
import { requestOfGeneration } from './output-path.ts';
import { answerOf } from './provider-error.ts';
import type { SubmitBook } from './submits.ts';

export interface ResponderProps {
  readonly store: JobStore;
  readonly faults: Faults;
  readonly holds: Holds;
  readonly submits: SubmitBook;
  readonly log: (line: string) => void;
}

/** Stands between the routes and what they do, where faults befall calls and submits are written down. */
export const createResponder = ({ store, faults, holds, submits, log }: ResponderProps) => {
  const callOf = (point: FaultPoint, request: FastifyRequest): Call => {
    const { id, generation } = request.params as { id?: string; generation?: string };
    const requestId = id ?? (generation === undefined ? undefined : requestOfGeneration(generation));
    if (requestId === undefined) return { point, prompt: promptOf(request) };
    return { point, requestId, prompt: store.jobs.get(requestId)?.input.prompt };
  };

  const writeDown = ({ point, prompt }: Call, { raw: { socket } }: FastifyRequest, { raw }: FastifyReply) => {
    if (point !== 'submit') return undefined;
    const line = submits.open(prompt);
    raw.once('finish', () => {
      // An answer finishes on a connection that is gone, too.
      if (socket.destroyed) return;
      line.answered = true;
      line.answered_at = new Date().toISOString();
    });
    return line;
  };

  return {
    early:
      (point: FaultPoint) =>
      (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
        const fault = faults.take(callOf(point, request), 'before-reading');
        if (fault === undefined) {
          done();
          return;
        }
        reply.hijack();
        wireOf(request, reply, holds).reset();
      },

    respond: async (
      point: FaultPoint,
      request: FastifyRequest,
      reply: FastifyReply,
      act: Act,
    ): Promise<FastifyReply> => {
      const call = callOf(point, request);
      const line = writeDown(call, request, reply);
      // A refusal is an answer like others: it can be late, cut off, or never heard.
      const acting: Act = async (serving) => {
        try {
          const answer = await act(serving);
          if (line !== undefined) line.request_id = requestIdIn(answer.body);
          return answer;
        } catch (error) {
          return answerOf(error, log);
        }
      };
      const fault = faults.take(call, 'read');
      if (fault !== undefined && line !== undefined) line.befell = fault.do.kind;
      const answer =
        fault === undefined ? await acting() : await befall(fault.do, acting, wireOf(request, reply, holds));
      if (answer === undefined) return reply.hijack();
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(answer.body);
    },
  };
};

export type Responder = ReturnType<typeof createResponder>;

const requestIdIn = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'request_id' in body && typeof body.request_id === 'string'
    ? body.request_id
    : undefined;
