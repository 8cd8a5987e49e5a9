/** A whole number of seconds, at least 1: Step Functions kills an execution over anything else. */
export type Seconds = number;

// Asked this way round, NaN is 1, too.
export const seconds = (value: number): Seconds => (value > 1 ? Math.min(Math.ceil(value), 99_999_999) : 1);

interface Next<Word extends string> {
  readonly next: Word;
  readonly seconds: Seconds;
}

/** What each state of the workflow answers with. Old executions run on new code: words are added, never changed. */
export type SendStep = Next<'wait' | 'look' | 'announce'>;
export type LookStep = Next<'wait' | 'store' | 'announce'>;
export type StoreStep = Next<'done' | 'wait' | 'announce'>;
export type AnnounceStep = Next<'completed' | 'failed' | 'cancelled' | 'uncertain' | 'wait'> & {
  readonly error: string;
  readonly cause: string;
};
/** `gone`: the delivery was deleted, with its edit. */
export type DeliverStep = Next<'wait' | 'done' | 'undeliverable' | 'gone'> & {
  readonly error: string;
  readonly cause: string;
};
