import type { EditBody } from '../../lambdas/contract/edit.ts';

export interface Moment {
  readonly at: string;
  readonly what: string;
}

/** What happened to an edit and when, oldest first. */
export const momentsOf = (edit: EditBody): readonly Moment[] =>
  [
    { at: edit.created_at, what: edit.origin.type === 'inbox' ? 'Taken from the inbox' : 'Recorded' },
    { at: edit.submitted_at, what: 'Taken by the provider: billable from here' },
    { at: edit.made_at, what: 'Finished at the provider' },
    { at: edit.cancel_requested_at, what: 'Cancelling was asked for' },
    { at: edit.overdue_at, what: 'Overdue: it takes longer than it should' },
    ...(edit.resolutions ?? []).map(({ action, at, by, request_id: id }) => ({
      at,
      what: `Settled by its ${by}: ${resolved[action]}${id === undefined ? '' : ` ${id}`}`,
    })),
    { at: edit.finished_at, what: ends[edit.status] ?? 'Ended' },
    { at: edit.delete_requested_at, what: 'Deleting was asked for' },
    { at: edit.deleted_at, what: 'Deleted' },
  ]
    .filter((moment): moment is Moment => moment.at !== undefined)
    .sort((a, b) => a.at.localeCompare(b.at));

const resolved = { adopt: 'adopted the job', resubmit: 'sent again', abandon: 'given up' } as const;

const ends: Readonly<Partial<Record<EditBody['status'], string>>> = {
  completed: 'Stored and checked',
  failed: 'Failed',
  cancelled: 'Cancelled',
};
