import { describe, expect, it } from '@jest/globals';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import { resolved, type Resolve } from '../../../lambdas/core/resolving.ts';
import { settleSend } from '../../../lambdas/core/sending.ts';
import { anEdit, typesOf } from './an-edit.ts';

const now = 500_000;
const uncertain = anEdit({
  status: 'uncertain',
  sequence: 3,
  claim: { token: 'sleeper', leaseUntil: 330_000 },
  error: { code: 'outcome_unknown', message: 'unknown', retryable: false, billable: true },
  dueAt: undefined,
});

const settle = (resolve: Resolve, record: EditRecord = uncertain): EditRecord => {
  const next = resolved(record, resolve, { by: 'operator', now, leaseSeconds: patience.leaseSeconds });
  if (next === undefined) throw new Error('nothing was settled');
  return next;
};

describe('an edit of unknown outcome', () => {
  it('is adopted: it goes on with the job that was found, from when it was sent', () => {
    const next = settle({ action: 'adopt', requestId: 'found' });
    expect(next).toMatchObject({ status: 'queued', requestId: 'found', sentAt: 200_000, dueAt: now });
    expect(next.error).toBeUndefined();
    expect(typesOf(next)).toEqual(['Edit Submitted']);
  });

  it('is sent again', () => {
    const next = settle({ action: 'resubmit' }, { ...uncertain, sendAfter: 9e9, refusedSince: 1 });
    expect(next).toMatchObject({ status: 'accepted', dueAt: now });
    expect(next.sendAfter ?? next.refusedSince ?? next.error ?? next.claim).toBeUndefined();
    expect(typesOf(next)).toEqual([]);
  });

  it('is given up', () => {
    const next = settle({ action: 'abandon' });
    expect(next).toMatchObject({
      status: 'failed',
      error: { code: 'abandoned', retryable: true, billable: true },
      finishedAt: now,
    });
    expect(typesOf(next)).toEqual(['Edit Failed']);
  });

  it.each<Resolve>([{ action: 'adopt', requestId: 'found' }, { action: 'resubmit' }, { action: 'abandon' }])(
    'keeps the trace of who decided: %p',
    (resolve) => {
      const next = settle(resolve);
      expect(next.resolutions).toEqual([{ ...resolve, by: 'operator', at: now }]);
      expect(next.sequence).toBe(uncertain.sequence + 1);
      const again = settle({ action: 'abandon' }, { ...next, status: 'uncertain' });
      expect(again.resolutions).toHaveLength(2);
    },
  );

  it.each([
    'accepted',
    'submitting',
    'queued',
    'running',
    'storing',
    'completed',
    'failed',
    'cancelled',
  ] as const)('is the only one that can be settled: not one that is %s', (status) => {
    const resolver = { by: 'owner', now, leaseSeconds: 130 } as const;
    expect(resolved({ ...uncertain, status }, { action: 'resubmit' }, resolver)).toBeUndefined();
  });

  it.each<Resolve>([{ action: 'adopt', requestId: 'found' }, { action: 'resubmit' }, { action: 'abandon' }])(
    'is settled for good, and its sender that wakes up leaves the id of its job: %p',
    (resolve) => {
      const next = settle(resolve);
      const late = { token: 'sleeper', now: now + 1, patience };
      const told = settleSend(next, { verdict: 'accepted', requestId: 'late' }, late);
      expect(told).toMatchObject({ status: next.status, strayRequestIds: ['late'] });
      expect(told?.requestId).toBe(next.requestId);
      expect(settleSend(told ?? next, { verdict: 'accepted', requestId: 'late' }, late)).toBeUndefined();
      expect(settleSend(next, { verdict: 'unclear', why: 'reset' }, late)).toBeUndefined();
    },
  );

  it('loses nothing where the sender that wakes up brings the very job that was adopted', () => {
    const next = settle({ action: 'adopt', requestId: 'found' });
    const late = { token: 'sleeper', now: now + 1, patience };
    expect(settleSend(next, { verdict: 'accepted', requestId: 'found' }, late)).toBeUndefined();
  });
});
