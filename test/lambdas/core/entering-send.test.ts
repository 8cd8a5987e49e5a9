import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claim, EditRecord, EditStatus } from '../../../lambdas/core/edit.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import { enterSend, settleSend } from '../../../lambdas/core/sending.ts';
import { anEdit } from './an-edit.ts';

const now = 1_000_000;
const mine = 'mine';
const claims: Readonly<Record<string, Claim | undefined>> = {
  'no claim': undefined,
  'a live claim of its own': { token: mine, leaseUntil: now + 60_000 },
  'a dead claim of its own': { token: mine, leaseUntil: now - 1 },
  'a live claim of another': { token: 'another', leaseUntil: now + 60_000 },
  'a dead claim of another': { token: 'another', leaseUntil: now },
};
const enter = (record: EditRecord) => enterSend(record, { token: mine, now, patience });

/** What entering leads to, in a word: the next step, or the POST. */
const outcome = (record: EditRecord): string => {
  const decision = enter(record);
  return decision.post ? 'post' : decision.step.next;
};

describe('an edit that Send is entered with', () => {
  const all = (word: string) => Object.keys(claims).map((claim) => [claim, word] as const);

  test.each<[EditStatus, readonly (readonly [string, string])[]]>([
    ['accepted', all('post')],
    [
      'submitting',
      [
        ['no claim', 'announce'],
        ['a live claim of its own', 'post'],
        ['a dead claim of its own', 'post'],
        ['a live claim of another', 'wait'],
        ['a dead claim of another', 'announce'],
      ],
    ],
    ['queued', all('look')],
    ['running', all('look')],
    ['storing', all('look')],
    ['uncertain', all('announce')],
    ['completed', all('announce')],
    ['failed', all('announce')],
    ['cancelled', all('announce')],
  ])('%s, leads on by whose claim it is under', (status, words) => {
    expect(words.map(([claim]) => [claim, outcome(anEdit({ status, claim: claims[claim] }))])).toEqual(words);
  });

  test('changes only where it is claimed, cancelled or given up', () => {
    const statuses: readonly EditStatus[] = ['queued', 'running', 'storing', 'uncertain', 'completed'];
    for (const status of statuses) {
      for (const claim of Object.values(claims)) {
        expect(enter(anEdit({ status, claim })).record).toBeUndefined();
      }
    }
    const waiting = anEdit({ status: 'submitting', claim: claims['a live claim of another'] });
    expect(enter(waiting).record).toBeUndefined();
  });

  test.each([
    ['is late enough', { sendAfter: now }, 'post'],
    ['is too early', { sendAfter: now + 1 }, 'wait'],
    ['is too early and to be cancelled', { sendAfter: now + 1, cancelRequestedAt: 1 }, 'announce'],
    ['waits for the account, time over', { waitingFor: 'provider_account', sendAfter: now - 1 }, 'post'],
  ] as const)('accepted, and %s', (_what, fields, word) => {
    expect(outcome(anEdit(fields))).toBe(word);
  });

  test('waits for whole seconds, however little is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000 }), (left) => {
        const decision = enter(anEdit({ sendAfter: now + left }));
        if (decision.post) throw new Error('it was too early');
        expect(decision.step.seconds).toBe(Math.ceil(left / 1_000));
      }),
    );
  });

  test('is due when the lease of its sender is over, so that nobody waits for a dead one', () => {
    const { record } = enter(anEdit());
    expect(record?.dueAt).toBe(record?.claim?.leaseUntil);
    expect(record?.dueAt).toBeGreaterThan(now + 100_000);
  });
});

describe('a day without the provider', () => {
  // Each turn sends, is refused, and waits as long as it is told.
  const refusedForGood = () => {
    let record = anEdit();
    let turns = 0;
    for (let moment = 0; record.status === 'accepted'; moment = record.sendAfter ?? moment) {
      const sender = { token: `sender ${turns}`, now: moment, patience };
      const { record: claimed } = enterSend(record, sender);
      if (claimed === undefined) throw new Error('it was its turn');
      record = settleSend(claimed, { verdict: 'refused', why: 'refused' }, sender) ?? claimed;
      turns += 1;
    }
    return { record, turns };
  };

  test('fault 9: is waited out, and no longer, then failed as something to ask for again', () => {
    const { record } = refusedForGood();
    expect(record).toMatchObject({ status: 'failed', error: { retryable: true, billable: false } });
    expect(record.finishedAt).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect(record.finishedAt).toBeLessThanOrEqual(24 * 3_600_000 + 300_000);
  });

  test('fault 36: takes far fewer turns than an execution may have events', () => {
    const eventsOfATurn = 9;
    expect(refusedForGood().turns * eventsOfATurn).toBeLessThan(10_000);
  });

  test('is forgotten once the provider takes it', () => {
    const refused = anEdit({
      status: 'submitting',
      claim: claims['a live claim of its own'],
      refusedSince: now - 1,
    });
    const sender = { token: mine, now, patience };
    const taken = settleSend(refused, { verdict: 'accepted', requestId: 'r-1' }, sender);
    expect(taken?.refusedSince).toBeUndefined();
  });
});
