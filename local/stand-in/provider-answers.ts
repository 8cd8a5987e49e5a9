import type { Answer } from './answer.ts';
import { viewOf, type Job } from './job.ts';
import { outputPath } from './output-path.ts';

const urlsOf = (origin: string, requestId: string) => ({
  status_url: `${origin}/v1/requests/${requestId}/status`,
  result_url: `${origin}/v1/requests/${requestId}/result`,
});

export const submitAnswer = (origin: string, requestId: string): Answer => ({
  status: 200,
  body: {
    request_id: requestId,
    ...urlsOf(origin, requestId),
    cancel_url: `${origin}/v1/requests/${requestId}/cancel`,
  },
});

/** `/status` has no words for success and failure: both are `completed`, and only `/result` tells them apart. */
const statusWord = (job: Job, now: number) => {
  const { status } = viewOf(job, now);
  return status === 'succeeded' || status === 'failed' ? 'completed' : status;
};

export const statusAnswer = (origin: string, job: Job, now: number): Answer => {
  const view = viewOf(job, now);
  return {
    status: 200,
    body: {
      request_id: job.requestId,
      status: statusWord(job, now),
      ...(view.status === 'in_queue' && { queue_position: view.queuePosition }),
      ...urlsOf(origin, job.requestId),
    },
  };
};

export const resultAnswer = (origin: string, job: Job, now: number, includeCost: boolean): Answer => {
  const view = viewOf(job, now);
  const told = { request_id: job.requestId, status: view.status, created_at: job.createdAt };
  switch (view.status) {
    case 'in_queue':
    case 'in_progress':
      return { status: 200, body: told };
    case 'cancelled':
      return { status: 200, body: { ...told, finished_at: view.at } };
    case 'failed':
      return { status: 200, body: { ...told, error: view.error, finished_at: view.at } };
    case 'succeeded': {
      const video = `${origin}${outputPath(job.requestId)}`;
      return {
        status: 200,
        body: {
          ...told,
          output: { video, videos: [video] },
          finished_at: view.at,
          ...(includeCost && { cost: view.costUsd }),
        },
      };
    }
  }
};

export const cancelAnswer = (job: Job, now: number, outcome: 'cancelled' | 'not_cancellable'): Answer => ({
  status: 202,
  body: { request_id: job.requestId, status: statusWord(job, now), outcome },
});
