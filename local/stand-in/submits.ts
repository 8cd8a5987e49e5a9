import type { What } from './faults/fault.ts';

/** A POST to submit whose body was read, whatever became of it. */
export interface SubmitRead {
  readonly at: string;
  readonly prompt?: string;
  request_id?: string;
  befell?: What['kind'];
  /** The whole answer was handed to the connection, and the caller was still there. */
  answered: boolean;
  answered_at?: string;
}

export interface SubmitBook {
  open(prompt: string | undefined): SubmitRead;
  list(): readonly SubmitRead[];
}

/** In memory: it tells what callers heard, which ends with the process that told them. */
export const createSubmitBook = (newest = 20_000): SubmitBook => {
  const read: SubmitRead[] = [];
  return {
    open: (prompt) => {
      const one = { at: new Date().toISOString(), ...(prompt !== undefined && { prompt }), answered: false };
      read.push(one);
      if (read.length > newest) read.shift();
      return one;
    },
    list: () => read,
  };
};
