import { changed, ended, type EditRecord, type Millis } from './edit.ts';

/**
 * `cancelled`: it is. `asking`: marked, and whoever holds the edit next acts on it. `too_late`: it runs on or has
 * ended otherwise. `unknown`: nobody knows whether there is anything to cancel.
 */
export type CancelState = 'cancelled' | 'asking' | 'too_late' | 'unknown';

export interface CancelDecision {
  readonly state: CancelState;
  readonly record?: EditRecord | undefined;
}

/** What a wish to cancel makes of an edit, before the provider is asked. */
export const askToCancel = (record: EditRecord, now: Millis): CancelDecision => {
  switch (record.status) {
    case 'accepted':
      return { state: 'cancelled', record: ended(record, 'cancelled', { cancelRequestedAt: now }, now) };
    case 'submitting':
    case 'queued':
      return record.cancelRequestedAt === undefined
        ? { state: 'asking', record: changed(record, { cancelRequestedAt: now }, now) }
        : { state: 'asking' };
    case 'cancelled':
      return { state: 'cancelled' };
    case 'running':
    case 'storing':
    case 'completed':
    case 'failed':
      return { state: 'too_late' };
    case 'uncertain':
      return { state: 'unknown' };
  }
};
