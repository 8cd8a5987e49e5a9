import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { viewOf } from './job.ts';
import type { JobStore } from './job-store.ts';
import { codes, ProviderError, uncoded } from './provider-error.ts';

/** A wallet nobody empties by trying things out. */
const openingMicrodollars = 100_000e6;

const wallet = z.object({ opening_microdollars: z.int() });

export interface JobLimit {
  /** @default - as many as come */
  readonly jobs: number | null;
  /** What a refusal says in its `Retry-After`. @default - it says none */
  readonly retryAfterSeconds?: number;
}

/** Whether one more job is taken: what the wallet holds, and how many jobs there may be at once. */
export interface Admission {
  /** Holds a place from here on, as submits that come together must not all find the last one free. @throws ProviderError */
  enter(requestId: string, now: number): void;
  /** Of a job that came to nothing. */
  leave(requestId: string): void;
  microdollars(): number;
  setMicrodollars(amount: number): Promise<void>;
  limit: JobLimit;
}

const readOpening = async (file: string): Promise<number> => {
  try {
    return wallet.parse(JSON.parse(await readFile(file, 'utf8'))).opening_microdollars;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return openingMicrodollars;
    throw error;
  }
};

export const openAdmission = async (dataFolder: string, store: JobStore): Promise<Admission> => {
  const file = join(dataFolder, 'wallet.json');
  let opening = await readOpening(file);
  let spent = 0;
  const open = new Set(store.jobs.keys());

  /** Looks at a job until it has ended and never again: there may be thousands, and a look at every submit. */
  const settle = (now: number): void => {
    for (const requestId of open) {
      const job = store.jobs.get(requestId);
      if (job === undefined || (job.ending === undefined && job.cancelledAt === undefined)) continue;
      const view = viewOf(job, now);
      if (view.status === 'in_queue' || view.status === 'in_progress') continue;
      if (view.status === 'succeeded') spent += Math.round(view.costUsd * 1e6);
      open.delete(requestId);
    }
  };
  const balanceAt = (now: number): number => {
    settle(now);
    return opening - spent;
  };

  const admission: Admission = {
    limit: { jobs: null },
    enter: (requestId, now) => {
      if (balanceAt(now) <= 0)
        throw new ProviderError(codes.insufficientResources, 'the balance is used up: top it up to go on');
      const { jobs, retryAfterSeconds } = admission.limit;
      if (jobs !== null && open.size >= jobs)
        throw new ProviderError(uncoded(429), `${jobs} jobs are queued or running, and no more are taken`, {
          headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
        });
      open.add(requestId);
    },
    leave: (requestId) => {
      if (!store.jobs.has(requestId)) open.delete(requestId);
    },
    microdollars: () => balanceAt(Date.now()),
    setMicrodollars: async (amount) => {
      settle(Date.now());
      opening = amount + spent;
      const draft = `${file}.${randomUUID()}.part`;
      await writeFile(draft, JSON.stringify({ opening_microdollars: opening }));
      await rename(draft, file);
    },
  };
  return admission;
};
