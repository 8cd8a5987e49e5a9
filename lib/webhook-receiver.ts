import type { NoticeType } from '../lambdas/contract/events.ts';

/** Who is told of every edit of a stage. */
export interface WebhookReceiver {
  /** On the public network: https on its own port. */
  readonly url: string;

  /**
   * What it is told of.
   *
   * @default - every ending, edits of unknown outcome, and edits that are overdue
   */
  readonly notices?: NoticeType[] | undefined;
}
