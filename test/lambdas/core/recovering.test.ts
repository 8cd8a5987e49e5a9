import { describe, expect, it } from '@jest/globals';
import { patience } from '../../../lambdas/core/patience.ts';
import { nextRun, recoverEdit } from '../../../lambdas/core/recovering.ts';
import { anEdit } from './an-edit.ts';
import { clock, quiet, recordOf } from './one-record.ts';

describe('picking up an edit', () => {
  const grace = patience.recoverGraceSeconds * 1_000;

  it.each([
    ['late', 'queued', 0, grace + 1, true],
    ['late', 'queued', 0, grace - 1, false],
    ['orphaned', 'queued', 10_000_000, 0, true],
    ['late', 'completed', 0, grace * 9, false],
    ['orphaned', 'uncertain', 0, grace * 9, false],
  ] as const)('%s, %s, due at %i, at %i: %s', (scope, status, dueAt, now, runs) => {
    expect(nextRun(anEdit({ status, dueAt }), scope, now, patience)?.runs).toBe(runs ? 2 : undefined);
  });

  it.each<[string, number, number, boolean]>([
    ['the last run died, long before anything is due', 1, 1, true],
    ['the third run in a row died', 3, 3, true],
    ['the fourth did: what kills them all is left to the sweep', 4, 4, false],
    ['an earlier run died, and a later one is under way', 2, 1, false],
  ])('follows a dead run at once, or not: %s', (_what, runs, deadRun, follows) => {
    const next = nextRun(anEdit({ status: 'running', runs, dueAt: 900_000 }), { deadRun }, 10, patience);
    expect(next?.runs).toBe(follows ? runs + 1 : undefined);
  });

  it('fault 27: leaves the lease of a sender that outlives its execution', () => {
    const record = anEdit({ status: 'submitting', claim: { token: 't', leaseUntil: 99_999 } });
    expect(nextRun(record, { deadRun: record.runs }, 10, patience)?.claim).toEqual(record.claim);
  });

  it.each(['completed', 'failed', 'cancelled', 'uncertain'] as const)(
    'follows no run of an edit that is %s',
    (status) => {
      expect(nextRun(anEdit({ status }), { deadRun: 1 }, 10, patience)).toBeUndefined();
    },
  );

  it('ends the lease of an orphaned sender: it is known to be dead', () => {
    const record = anEdit({ status: 'submitting', claim: { token: 't', leaseUntil: 99_999 } });
    expect(nextRun(record, 'orphaned', 10, patience)?.claim).toEqual({ token: 't', leaseUntil: 10 });
  });

  it('leaves the lease of a sender that may be alive', () => {
    const record = anEdit({ status: 'submitting', claim: { token: 't', leaseUntil: 99_999 } });
    expect(nextRun(record, 'late', grace * 9, patience)?.claim).toEqual(record.claim);
  });

  it('comes back ever later to an edit that no run moves', () => {
    const due = [1, 2, 3, 20].map((runs) => nextRun(anEdit({ runs }), 'orphaned', 0, patience)?.dueAt);
    expect(due).toEqual([300_000, 600_000, 1_200_000, 86_400_000]);
  });

  it('fault 27: leaves an edit due where its execution could not be started', async () => {
    const { kept, edits } = recordOf(anEdit({ status: 'queued' }));
    const deps = { edits, notices: { send: async () => [] }, clock, log: quiet, patience };
    const throttled = { start: async () => Promise.reject(new Error('throttled')) };
    await expect(recoverEdit(kept.record, 'orphaned', { ...deps, workflow: throttled })).rejects.toThrow();
    expect(kept.record).toMatchObject({ runs: 2, dueAt: 5_000 });
    const started: [string, number][] = [];
    const workflow = { start: async (editId: string, run: number) => void started.push([editId, run]) };
    await recoverEdit(kept.record, 'orphaned', { ...deps, workflow });
    expect(started).toEqual([[kept.record.editId, 3]]);
  });
});
