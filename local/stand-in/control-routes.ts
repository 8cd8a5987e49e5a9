import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Admission } from './admission.ts';
import { faultList } from './faults/fault.ts';
import type { Faults } from './faults/faults.ts';
import type { Holds } from './faults/holds.ts';
import { viewOf } from './job.ts';
import type { JobStore } from './job-store.ts';
import { jsonOf } from './json-body.ts';
import { loadOf } from './load.ts';
import { ProviderError, uncoded } from './provider-error.ts';
import type { SubmitBook } from './submits.ts';

export interface ControlProps {
  readonly faults: Faults;
  readonly holds: Holds;
  readonly store: JobStore;
  readonly submits: SubmitBook;
  readonly admission: Admission;
}

const release = z.strictObject({ name: z.string().min(1).optional() });
const balance = z.strictObject({ balance_usd: z.number().min(-1e9).max(1e9) });
const limit = z.strictObject({
  jobs: z.int().min(0).nullable(),
  retry_after: z.int().min(0).max(86_400).optional(),
});

const read = <T>(schema: z.ZodType<T>, request: FastifyRequest, absent?: unknown): T => {
  const parsed = schema.safeParse(jsonOf(request) ?? absent);
  if (!parsed.success) throw new ProviderError(uncoded(422), z.prettifyError(parsed.error));
  return parsed.data;
};

/** For tests and demos; nothing of it exists at the provider. It listens on loopback alone, so it asks for no token. */
export const addControlRoutes = (server: FastifyInstance, props: ControlProps): void => {
  const { faults, holds, store, submits, admission } = props;
  server.put('/control/faults', async (request) => {
    faults.lay(read(faultList, request));
    return faults.list();
  });
  server.get('/control/faults', async () => faults.list());
  server.delete('/control/faults', (_request, reply) => {
    faults.lay([]);
    return reply.code(204).send();
  });
  server.get('/control/held', async () => holds.names().map((name) => ({ name })));
  server.post('/control/release', async (request) => ({
    released: holds.release(read(release, request, {}).name),
  }));

  server.put('/control/balance', async (request) => {
    const { balance_usd } = read(balance, request);
    await admission.setMicrodollars(Math.round(balance_usd * 1e6));
    return { balance_usd: admission.microdollars() / 1e6 };
  });
  server.put('/control/limit', async (request) => {
    const { jobs, retry_after } = read(limit, request);
    admission.limit = { jobs, retryAfterSeconds: retry_after };
    return { jobs, retry_after };
  });

  server.get('/control/journal', () => store.journal());
  server.get('/control/submits', async () => submits.list());
  server.get('/control/jobs', async () => {
    const now = Date.now();
    return [...store.jobs.values()].map((job) => ({
      request_id: job.requestId,
      created_at: job.createdAt,
      status: viewOf(job, now).status,
    }));
  });

  let since = Date.now();
  server.get('/control/load', async () => loadOf(store.jobs.values(), since, Date.now()));
  server.delete('/control/load', (_request, reply) => {
    since = Date.now();
    return reply.code(204).send();
  });
};
