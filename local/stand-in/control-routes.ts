import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { faultList, type Faults } from './faults.ts';
import { viewOf } from './job.ts';
import type { JobStore } from './job-store.ts';

export interface ControlProps {
  readonly faults: Faults;
  readonly store: JobStore;
}

/** For tests and demos; nothing of it exists at the provider. It listens on loopback alone, so it asks for no token. */
export const addControlRoutes = (server: FastifyInstance, { faults, store }: ControlProps): void => {
  server.put('/control/faults', (request, reply) => {
    const parsed = faultList.safeParse(request.body);
    if (!parsed.success)
      return reply.code(422).send({ error_code: 422000, error_message: z.prettifyError(parsed.error) });
    faults.lay(parsed.data);
    return reply.send(faults.list());
  });
  server.get('/control/faults', (_request, reply) => reply.send(faults.list()));
  server.delete('/control/faults', (_request, reply) => {
    faults.lay([]);
    return reply.code(204).send();
  });
  server.get('/control/journal', () => store.journal());
  server.get('/control/jobs', (_request, reply) => {
    const now = Date.now();
    return reply.send(
      [...store.jobs.values()].map((job) => ({
        request_id: job.requestId,
        created_at: job.createdAt,
        status: viewOf(job, now).status,
      })),
    );
  });
};
