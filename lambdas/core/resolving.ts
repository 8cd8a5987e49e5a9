import { changed, ended, type EditRecord, type Millis, type Resolution } from './edit.ts';

/** How somebody who looked into the provider's account settles an edit of unknown outcome. */
export type Resolve =
  | { readonly action: 'adopt'; readonly requestId: string }
  | { readonly action: 'resubmit' }
  | { readonly action: 'abandon' };

export interface Resolver {
  readonly by: Resolution['by'];
  readonly now: Millis;
  readonly leaseSeconds: number;
}

/** The edit as it goes on from there, with the trace of who decided; undefined where nothing is uncertain. */
export const resolved = (
  record: EditRecord,
  resolve: Resolve,
  resolver: Resolver,
): EditRecord | undefined => {
  if (record.status !== 'uncertain') return undefined;
  const { by, now, leaseSeconds } = resolver;
  const trace: Resolution = { ...resolve, by, at: now };
  const resolutions = [...(record.resolutions ?? []), trace];
  // The claim goes: its sender, should it still wake up, has nothing to decide any more.
  const settled = { resolutions, claim: undefined, error: undefined, waitingFor: undefined } as const;
  switch (resolve.action) {
    case 'adopt': {
      const { requestId } = resolve;
      const sentAt =
        record.claim === undefined ? record.updatedAt : record.claim.leaseUntil - leaseSeconds * 1_000;
      return changed(
        record,
        { ...settled, status: 'queued', requestId, sentAt, dueAt: now },
        now,
        'Edit Submitted',
      );
    }
    case 'resubmit':
      return changed(
        record,
        {
          ...settled,
          status: 'accepted',
          reserved: undefined,
          sendAfter: undefined,
          refusedSince: undefined,
          dueAt: now,
        },
        now,
      );
    case 'abandon':
      return ended(
        record,
        'failed',
        {
          ...settled,
          error: {
            code: 'abandoned',
            message: 'Whether the provider took it was never found out, and it was given up.',
            retryable: true,
            billable: true,
          },
        },
        now,
      );
  }
};
