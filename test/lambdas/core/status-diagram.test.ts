import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { editStatusSchema } from '../../../lambdas/contract/edit.ts';
import { lookLimits } from '../../../lambdas/contract/look-limits.ts';
import { askToCancel } from '../../../lambdas/core/cancelling.ts';
import { askToDelete } from '../../../lambdas/core/deleting.ts';
import { isEnded, nothingInVain, type EditRecord, type EditStatus } from '../../../lambdas/core/edit.ts';
import { afterLook } from '../../../lambdas/core/looking.ts';
import { newEdit } from '../../../lambdas/core/new-edit.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { ResultSeen, StatusSeen, SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { nextRun } from '../../../lambdas/core/recovering.ts';
import { resolved, type Resolve } from '../../../lambdas/core/resolving.ts';
import { enterSend, settleSend } from '../../../lambdas/core/sending.ts';
import { afterResult, completed, notCopied } from '../../../lambdas/core/storing.ts';
import { awaitTurn } from '../../../lambdas/core/taking-turns.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { fakeTurns } from '../../fakes/turns.ts';
import { anEdit } from './an-edit.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const page = await readFile(join(root, 'docs', 'concepts.md'), 'utf8');
const drawn = [...page.matchAll(/^ {2}(\S+) --> (\S+?)(?::.*)?$/gmu)].map(([, from = '', to = '']) => [
  from,
  to,
]);
const between = drawn.filter((ends) => !ends.includes('[*]')).map((ends) => ends.join(' -> '));

const day = 86_400_000;
const [claimed, other] = ['sender', 'another'];
const sender = (token: string, now: number) => ({ token, now, patience });
const pace = { underWay: 1, limits: lookLimits };

const verdicts: readonly SubmitVerdict[] = [
  { verdict: 'accepted', requestId: 'r-2' },
  { verdict: 'refused', why: 'busy' },
  { verdict: 'account', why: 'empty' },
  { verdict: 'rejected', message: 'no' },
  { verdict: 'unclear', why: 'silence' },
  { verdict: 'unsent', why: 'late' },
  { verdict: 'unfit', message: 'gone' },
];
const seen: readonly StatusSeen[] = [
  ...[{ status: 'queued' }, { status: 'running' }, { status: 'finished' }, { status: 'cancelled' }],
  ...[{ status: 'unknown_request' }, { status: 'unreachable', why: '500' }],
] as readonly StatusSeen[];
const results: readonly ResultSeen[] = [
  { result: 'succeeded', outputs: [{ kind: 'video', url: 'https://x' }] },
  { result: 'succeeded', outputs: [] },
  { result: 'failed', message: 'no' },
  ...([{ result: 'cancelled' }, { result: 'not_ready' }, { result: 'unknown_request' }] as const),
  { result: 'unreachable', why: '500' },
];
const resolves: readonly Resolve[] = [
  { action: 'adopt', requestId: 'r-3' },
  { action: 'resubmit' },
  { action: 'abandon' },
];

type Decision = (record: EditRecord, now: number) => EditRecord | undefined;
const decisions: readonly Decision[] = [
  ...[claimed, other].flatMap((token) => [
    (record: EditRecord, now: number) => enterSend(record, sender(token, now)).record,
    ...verdicts.map(
      (verdict) => (record: EditRecord, now: number) => settleSend(record, verdict, sender(token, now)),
    ),
  ]),
  ...seen.map(
    (each): Decision =>
      (record, now) =>
        afterLook(record, each, now, patience, pace).record,
  ),
  ...results.map((each): Decision => (record, now) => {
    const decision = afterResult(record, each, now, patience);
    return decision.copy === undefined ? decision.record : completed(record, [], undefined, now);
  }),
  ...[true, false].map((unusable): Decision => (record, now) => {
    const decision = notCopied(record, { unusable, why: 'it broke' }, now, patience);
    return decision.copy === undefined ? decision.record : undefined;
  }),
  ...resolves.map(
    (each): Decision =>
      (record, now) =>
        resolved(record, each, { by: 'owner', now, leaseSeconds: patience.leaseSeconds }),
  ),
  (record, now) => askToCancel(record, now).record,
  (record, now) => nextRun(record, 'late', now, patience),
  askToDelete,
];

/** What the record does not say of an edit of this status, so that no decision meets one that cannot be. */
const standing = (status: EditStatus): Partial<EditRecord> => {
  if (status === 'accepted') return {};
  if (status === 'submitting' || status === 'uncertain')
    return { claim: { token: claimed, leaseUntil: 130_000 } };
  return { requestId: 'r-1', sentAt: 0 };
};
const sorts: readonly Partial<EditRecord>[] = [
  {},
  { cancelRequestedAt: 0 },
  { refusedSince: 0 },
  { vain: { ...nothingInVain, unknownRequest: 99, noResult: 99, unknownResult: 99, unusable: 99 } },
];
const moments = [1_000, 200_000, 2 * day, 9 * day];

const met = new Set<string>();
const meet = ({ status }: EditRecord, after: EditRecord | undefined): void => {
  if (after !== undefined && after.status !== status) met.add(`${status} -> ${after.status}`);
};
for (const status of editStatusSchema.options) {
  for (const sort of sorts) {
    const record = anEdit({ status, ...standing(status), ...sort });
    for (const now of moments) for (const decide of decisions) meet(record, decide(record, now));
    const slow = { since: 0, refusals: 9, notBefore: Number.MAX_SAFE_INTEGER };
    const deps = fakeDeps([record], { turns: fakeTurns({ slow }) });
    if (status === 'accepted') meet(record, (await awaitTurn(record, deps)).record);
  }
}

describe('the diagram of statuses', () => {
  it('has every change that the decisions of the core make, and none besides', () => {
    expect(between.toSorted()).toEqual([...met].toSorted());
  });

  it('begins where an edit begins, and ends where it ends', () => {
    const { status } = newEdit(anEdit(), 0);
    const ends = editStatusSchema.options.filter((each) => isEnded({ status: each }));
    const edges = drawn.filter((drawnEnds) => drawnEnds.includes('[*]')).map((each) => each.join(' -> '));
    expect(edges).toEqual([`[*] -> ${status}`, ...ends.map((each) => `${each} -> [*]`)]);
  });

  it('is held against every file that changes an edit', async () => {
    const tried = (await readFile(import.meta.filename, 'utf8')).matchAll(/lambdas\/core\/(\S+\.ts)'/gu);
    const known = new Set([...tried].map(([, name]) => name));
    const files = await readdir(join(root, 'lambdas'), { recursive: true });
    const changing: string[] = [];
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const text = await readFile(join(root, 'lambdas', file), 'utf8');
      if (/import [^;]*\b(?:changed|ended)\b[^;]* from '[^']*\/edit\.ts'/u.test(text)) changing.push(file);
    }
    expect(changing.length).toBeGreaterThan(6);
    expect(changing.filter((file) => !known.has(file.replace('core/', '')))).toEqual([]);
  });
});
