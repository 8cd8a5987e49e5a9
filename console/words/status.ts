import type { EditBody } from '../../lambdas/contract/edit.ts';

export type EditStatus = EditBody['status'];

/** What a status is, besides its colour. */
export type Tone = 'waiting' | 'under-way' | 'good' | 'warn' | 'bad' | 'over';

export interface StatusWords {
  readonly label: string;
  readonly tone: Tone;
}

export const statusWords: Readonly<Record<EditStatus, StatusWords>> = {
  accepted: { label: 'Waiting', tone: 'waiting' },
  submitting: { label: 'Being sent', tone: 'under-way' },
  queued: { label: 'Queued at the provider', tone: 'under-way' },
  running: { label: 'Running', tone: 'under-way' },
  storing: { label: 'Being stored', tone: 'under-way' },
  uncertain: { label: 'Uncertain', tone: 'warn' },
  completed: { label: 'Completed', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'over' },
};

export const isUnderWay = ({ status }: Pick<EditBody, 'status'>): boolean => {
  switch (status) {
    case 'accepted':
    case 'submitting':
    case 'queued':
    case 'running':
    case 'storing':
      return true;
    case 'uncertain':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return false;
  }
};

/** What it stands at, in one plain sentence. */
export const standing = (edit: EditBody): string => {
  if (edit.deleted_at !== undefined)
    return 'Deleted: what it held is gone; that it was, and what it cost, stays.';
  if (edit.delete_requested_at !== undefined) return 'Being deleted, once everybody was told of its end.';
  switch (edit.status) {
    case 'accepted':
      return waiting(edit);
    case 'submitting':
      return 'The paid call is in flight.';
    case 'queued':
      return `The provider has it, and has not begun${queuePlace(edit)}.${cancelWish(edit)}`;
    case 'running':
      return `The provider works on it.${cancelWish(edit)}`;
    case 'storing':
      return 'Finished at the provider; the result is being copied and checked.';
    case 'uncertain':
      return 'Nobody knows whether the provider took it. It waits until you settle it, and is not sent again by itself.';
    case 'completed':
      return 'The result is stored and checked.';
    case 'failed':
      return edit.error?.message ?? 'It came to no result.';
    case 'cancelled':
      return edit.submitted_at === undefined
        ? 'Cancelled before it was sent: nothing was paid.'
        : 'Cancelled at the provider.';
  }
};

const waiting = ({ waiting_for: what, place }: EditBody): string => {
  switch (what) {
    case 'capacity':
      if (place === undefined) return 'Waits in line for a free slot at the provider.';
      return place === 1
        ? 'Next in line for a free slot at the provider.'
        : `Waits in line for a free slot: place ${place}.`;
    case 'provider':
      return 'Waits for the provider, which takes nothing at the moment. It is tried again by itself.';
    case 'provider_account':
      return 'Waits for the account at the provider: its balance or access has to be seen to there.';
    case 'budget':
      return 'Waits for the budget, which is used up. It goes on by itself when the books begin anew or the budget is raised.';
    case undefined:
      return 'Recorded, and about to be sent.';
  }
};

const queuePlace = ({ queue_position: position }: EditBody): string =>
  position === undefined || position === 0 ? '' : `: ${position} before it in the queue there`;

const cancelWish = ({ cancel_requested_at: at }: EditBody): string =>
  at === undefined ? '' : ' You asked for it to be cancelled; whether it can be is not known yet.';

export const statuses = Object.keys(statusWords) as readonly EditStatus[];

/** @param name as an address has it */
export const statusOf = (name: string | undefined): EditStatus | undefined =>
  statuses.find((status) => status === name);
