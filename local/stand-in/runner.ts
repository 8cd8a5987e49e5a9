import { FfmpegFailed } from './ffmpeg.ts';
import { InputRefused } from './input-refused.ts';
import type { Inputs } from './collect-inputs.ts';
import type { EditInput } from './edit-input.ts';
import type { Editor } from './editor.ts';
import { endsAt, startsAt, type Ending, type Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import { costUsd } from './price.ts';

export interface RunnerProps {
  readonly store: JobStore;
  readonly collect: (input: EditInput) => Promise<Inputs>;
  readonly editor: Editor;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface Runner {
  /** Runs the job when its time in the queue is over. */
  schedule(job: Job): void;
  /** Comes back when nothing runs any more; the signal has to be aborted first. */
  settled(): Promise<void>;
}

const wordsOf = (error: unknown): string => {
  if (error instanceof InputRefused) return error.message;
  if (error instanceof FfmpegFailed) return 'video_url could not be decoded';
  return 'internal error';
};

export const createRunner = ({ store, collect, editor, signal, log }: RunnerProps): Runner => {
  const outcomeOf = async ({ input }: Job) => {
    const inputs = await collect(input);
    const video = await editor.edit({ inputs, prompt: input.prompt, keepAudio: input.keep_audio ?? false });
    return { status: 'succeeded', video, costUsd: costUsd(inputs.clip.seconds) } as const;
  };

  const run = async (requestId: string): Promise<void> => {
    const job = store.jobs.get(requestId);
    if (job === undefined || job.cancelledAt !== undefined) return;
    let outcome;
    try {
      outcome = await outcomeOf(job);
    } catch (error) {
      // Stopped half way: the next start takes it up again.
      if (signal.aborted) return;
      if (!(error instanceof InputRefused))
        log(`${requestId}: ${error instanceof Error ? error.message : 'failed'}`);
      outcome = { status: 'failed', error: wordsOf(error) } as const;
    }
    const latest = store.jobs.get(requestId) ?? job;
    const ending: Ending = { ...outcome, at: endsAt(job, Date.now()) };
    await store.save({ ...latest, ending });
    log(`${requestId}: ${ending.status}${ending.status === 'failed' ? `, ${ending.error}` : ''}`);
  };

  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  const start = (requestId: string): void => {
    const work: Promise<void> = run(requestId)
      .catch((error: unknown) => {
        log(`${requestId}: ${error instanceof Error ? error.message : 'failed'}`);
      })
      .finally(() => running.delete(work));
    running.add(work);
  };

  return {
    schedule: (job) => {
      if (job.ending !== undefined || job.cancelledAt !== undefined) return;
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          start(job.requestId);
        },
        Math.max(0, startsAt(job) - Date.now()),
      );
      timers.add(timer);
    },
    settled: async () => {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
};
