import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Admission } from './admission.ts';
import type { Answer } from './answer.ts';
import { readEditInput } from './edit-input.ts';
import type { Editor } from './editor.ts';
import { viewOf, type Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import { outputAnswer, type OutputRequest } from './output-file.ts';
import { hasExpired, outputPath, requestOfGeneration } from './output-path.ts';
import { cancelAnswer, resultAnswer, statusAnswer, submitAnswer } from './provider-answers.ts';
import { codes, ProviderError } from './provider-error.ts';
import { modelId, publishedModel } from './published-model.ts';
import type { Runner } from './runner.ts';

export interface ProviderProps {
  readonly store: JobStore;
  readonly admission: Admission;
  readonly runner: Runner;
  readonly editor: Editor;
  readonly queueSeconds: number;
  readonly runSeconds: number;
  readonly log: (line: string) => void;
}

/** The provider's calls, each an answer or a ProviderError; HTTP and faults are around it. */
export const createProvider = (props: ProviderProps) => {
  const { store, admission, runner, editor, queueSeconds, runSeconds, log } = props;
  const jobOf = (requestId: string): Job => {
    const job = store.jobs.get(requestId);
    if (job === undefined)
      throw new ProviderError(codes.resourceNotFound, `request ${requestId} does not exist`);
    return job;
  };
  const checkModel = (id: string): void => {
    if (id !== modelId)
      throw new ProviderError(codes.invalidResourceIdentifier, `model_id ${id} does not exist`);
  };

  return {
    submit: async (origin: string, id: string, body: unknown): Promise<Answer> => {
      checkModel(id);
      const input = readEditInput(body);
      const now = Date.now();
      const job: Job = {
        requestId: randomUUID(),
        input,
        createdAt: new Date(now).toISOString(),
        queueSeconds,
        runSeconds,
      };
      // By one clock: a job whose place this one takes must have left when this one comes.
      admission.enter(job.requestId, now);
      try {
        await store.accept(job);
      } catch (error) {
        admission.leave(job.requestId);
        throw error;
      }
      runner.schedule(job);
      log(`${job.requestId}: submitted`);
      return submitAnswer(origin, job.requestId);
    },
    status: (origin: string, requestId: string): Answer => statusAnswer(origin, jobOf(requestId), Date.now()),
    result: (origin: string, requestId: string, includeCost: boolean): Answer =>
      resultAnswer(origin, jobOf(requestId), Date.now(), includeCost),
    cancel: async (requestId: string): Promise<Answer> => {
      const job = jobOf(requestId);
      const now = Date.now();
      if (viewOf(job, now).status !== 'in_queue') return cancelAnswer(job, now, 'not_cancellable');
      const cancelled = { ...job, cancelledAt: new Date(now).toISOString() };
      await store.save(cancelled);
      log(`${requestId}: cancelled`);
      return cancelAnswer(cancelled, now, 'cancelled');
    },
    model: (id: string): Answer => {
      checkModel(id);
      return { status: 200, body: publishedModel };
    },
    balance: (): Answer => {
      const microdollars = admission.microdollars();
      return {
        status: 200,
        body: { balance_usd: microdollars / 1e6, balance_microdollars: microdollars, currency: 'USD' },
      };
    },
    output: async (generation: string, url: string, asked: Omit<OutputRequest, 'path'>): Promise<Answer> => {
      const requestId = requestOfGeneration(generation);
      const job = store.jobs.get(requestId);
      const view = job && viewOf(job, Date.now());
      if (hasExpired(url, Date.now())) return { status: 403 };
      if (view?.status !== 'succeeded' || url.split('?')[0] !== outputPath(requestId)) return { status: 404 };
      return outputAnswer({ path: join(editor.folder, view.video), ...asked });
    },
  };
};

export type Provider = ReturnType<typeof createProvider>;
