import type { AnswerBody } from './answer.ts';

/** `ended_well` only means that it stopped and did not say that it failed. */
export type Meaning = 'queued' | 'running' | 'ended_well' | 'ended_badly' | 'cancelled';

// The words of the status call, of the result call, and those that the vendor's own clients also take.
const meanings = {
  in_queue: 'queued',
  queued: 'queued',
  pending: 'queued',
  waiting: 'queued',
  in_progress: 'running',
  running: 'running',
  starting: 'running',
  processing: 'running',
  completed: 'ended_well',
  succeeded: 'ended_well',
  failed: 'ended_badly',
  cancelled: 'cancelled',
  canceled: 'cancelled',
} as const satisfies Record<string, Meaning>;

/** The status word of an answer, and what it means if it was ever heard before. */
export interface StatusWord {
  readonly word?: string | undefined;
  readonly meaning?: Meaning | undefined;
}

export const statusWord = (body: AnswerBody | undefined): StatusWord => {
  const word = body?.status?.trim().slice(0, 64);
  if (word === undefined || word === '') return {};
  const plain = word.toLowerCase().replaceAll(/[\s-]+/gu, '_');
  return { word, meaning: isKnown(plain) ? meanings[plain] : undefined };
};

const isKnown = (word: string): word is keyof typeof meanings => Object.hasOwn(meanings, word);

export const isEnding = ({ meaning }: StatusWord): boolean =>
  meaning === 'ended_well' || meaning === 'ended_badly' || meaning === 'cancelled';
