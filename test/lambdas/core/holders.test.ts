import { describe, expect, it } from '@jest/globals';
import type { EditRecord, EditStatus } from '../../../lambdas/core/edit.ts';
import { holdsSlot, staleHolders } from '../../../lambdas/core/holders.ts';
import { emptyLine } from '../../../lambdas/core/line.ts';
import { anEdit } from './an-edit.ts';

describe('a slot', () => {
  it.each<[EditStatus, boolean]>([
    ['accepted', false],
    ['submitting', true],
    ['queued', true],
    ['running', true],
    ['storing', false],
    ['uncertain', false],
    ['completed', false],
    ['failed', false],
    ['cancelled', false],
  ])('of an edit that is %s is in use: %s', (status, used) => {
    expect(holdsSlot(anEdit({ status }))).toBe(used);
  });

  it('of an overdue edit is free for others', () => {
    expect(holdsSlot(anEdit({ status: 'running', overdueAt: 1 }))).toBe(false);
  });
});

describe('holders that are held against their edits', () => {
  const now = 1_000_000;
  const stale = (since: number, record?: Partial<EditRecord>) =>
    staleHolders(
      { ...emptyLine, holders: { ed_a: since } },
      new Map(record === undefined ? [] : [['ed_a', anEdit(record)]]),
      now,
      130,
    );

  it.each<[string, number, Partial<EditRecord> | undefined, boolean]>([
    ['has ended', now, { status: 'completed' }, true],
    ['is unknown', now, undefined, true],
    ['is being stored', now, { status: 'storing' }, true],
    ['runs', 0, { status: 'running' }, false],
    ['got its slot a moment ago, and has not said so yet', now - 129_000, { status: 'accepted' }, false],
    ['got its slot, and nothing came of it', now - 130_000, { status: 'accepted' }, true],
  ])('one whose edit %s', (_what, since, record, isStale) => {
    expect(stale(since, record)).toEqual(isStale ? ['ed_a'] : []);
  });
});
