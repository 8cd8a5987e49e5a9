import type { EditInput } from './edit-input.ts';

export type Ending =
  | { readonly status: 'succeeded'; readonly at: string; readonly video: string; readonly costUsd: number }
  | { readonly status: 'failed'; readonly at: string; readonly error: string };

/** What is on disk. Everything a caller sees follows from it and the clock, so a restart loses nothing. */
export interface Job {
  readonly requestId: string;
  readonly input: EditInput;
  readonly createdAt: string;
  readonly queueSeconds: number;
  readonly runSeconds: number;
  readonly cancelledAt?: string;
  /** Recorded as soon as it is known; nobody sees it before its time. */
  readonly ending?: Ending;
}

export type JobView =
  | { readonly status: 'in_queue'; readonly queuePosition: number }
  | { readonly status: 'in_progress' }
  | { readonly status: 'cancelled'; readonly at: string }
  | Ending;

export const startsAt = (job: Job): number => Date.parse(job.createdAt) + job.queueSeconds * 1000;

export const viewOf = (job: Job, now: number): JobView => {
  if (job.cancelledAt !== undefined) return { status: 'cancelled', at: job.cancelledAt };
  const wait = startsAt(job) - now;
  if (wait > 0) return { status: 'in_queue', queuePosition: Math.ceil(wait / 1000) };
  if (job.ending !== undefined && Date.parse(job.ending.at) <= now) return job.ending;
  return { status: 'in_progress' };
};

/** A job runs its time at least, and as long as its edit takes. */
export const endsAt = (job: Job, editedAt: number): string =>
  new Date(Math.max(startsAt(job) + job.runSeconds * 1000, editedAt)).toISOString();

/** From here on it is neither queued nor running; Infinity while that is not known. */
export const leavesAt = ({ cancelledAt, ending }: Job): number => {
  const at = cancelledAt ?? ending?.at;
  return at === undefined ? Infinity : Date.parse(at);
};
