import { seconds, type Seconds } from './step.ts';

const shortest = 2;
const longestUntilOverdue = 60;
const longest = 3_600;
const share = 0.05;

export interface Looking {
  /** Since the provider took the edit. */
  readonly elapsedSeconds: number;
  readonly overdue: boolean;
}

/**
 * When to look again. Nothing is known of the job's length yet, so the gap is a fixed share of the time that has
 * passed: the lag stays near that share of the job, whatever its length. Once overdue the gap keeps growing:
 * seven days of looking must stay far below the 25,000 events an execution may have.
 */
export const nextLook = ({ elapsedSeconds, overdue }: Looking): Seconds =>
  seconds(Math.min(Math.max(shortest, share * elapsedSeconds), overdue ? longest : longestUntilOverdue));
