import { editOf } from '../adapters/workflow-input.ts';
import type { TellingDeps } from '../core/deps.ts';
import type { EditRecord } from '../core/edit.ts';
import { sendPending } from '../core/outbox.ts';
import type { AnnounceStep } from '../core/step.ts';

export type AnnounceDeps = TellingDeps;

/** Sends what is left in the outbox, and tells the execution how its edit ended. */
export const announce =
  (deps: AnnounceDeps) =>
  async (input: unknown): Promise<AnnounceStep> => {
    const record = await sendPending(await editOf(input, deps.edits), deps);
    // The end stands in the record; that nobody was told yet is no reason to end otherwise, but one to come back.
    if (record.pendingNotices.length > 0) return { next: 'wait', seconds: 60, ...reason(record) };
    const next = endOf(record);
    return { next, seconds: next === 'wait' ? 60 : 1, ...reason(record) };
  };

const endOf = ({ status }: EditRecord): AnnounceStep['next'] => {
  switch (status) {
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'uncertain':
      return status;
    // Moved on since: a late sender brought its id, or somebody resolved it.
    case 'accepted':
    case 'submitting':
    case 'queued':
    case 'running':
    case 'storing':
      return 'wait';
  }
};

// The limits of an execution's error and cause, in characters, at half their size to leave room for wide ones.
const reason = ({ error, status }: EditRecord): { error: string; cause: string } => ({
  error: (error?.code ?? status).slice(0, 128),
  cause: (error?.message ?? `The edit is ${status}`).slice(0, 16_000),
});
