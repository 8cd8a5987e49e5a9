/** A try to send an edit, as it is kept until its answer is known to be final. */
export interface Attempt {
  readonly key: string;
  /** The body that was sent, letter by letter. */
  readonly body: string;
  /**
   * `refused`: the answer was that nothing was recorded; `unknown`: it may have arrived, and may be an edit;
   * `taken`: the key belongs to an edit that was asked for with another body.
   */
  readonly outcome: 'unknown' | 'refused' | 'taken';
}

/**
 * The key to send `body` with. While nobody knows what came of the last try it is that one's, whatever the body is by
 * now: a server that has the edit already says so, in place of making a second one that is paid for, too.
 */
export const keyFor = (last: Attempt | undefined, body: string, newKey: () => string): string =>
  last !== undefined && (last.outcome !== 'refused' || last.body === body) ? last.key : newKey();
