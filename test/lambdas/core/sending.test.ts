import { describe, expect, it } from '@jest/globals';
import type { EditStatus } from '../../../lambdas/core/edit.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { SubmitVerdict } from '../../../lambdas/core/provider.ts';
import { afterSend, enterSend, settleSend } from '../../../lambdas/core/sending.ts';
import { anEdit, typesOf } from './an-edit.ts';

const now = 1_000_000;
const sender = { token: 'mine', now, patience };
const sending = anEdit({
  status: 'submitting',
  claim: { token: 'mine', leaseUntil: now + 60_000 },
});

describe('entering Send', () => {
  it('claims an accepted edit for longer than a POST can take, and posts', () => {
    const decision = enterSend(anEdit(), sender);
    expect(decision).toMatchObject({
      post: true,
      record: { status: 'submitting', sequence: 2, claim: { token: 'mine', leaseUntil: now + 130_000 } },
    });
  });

  it('posts where its own claim stands already: only the answer to it was lost', () => {
    expect(enterSend(sending, sender)).toEqual({ post: true });
  });

  it('waits for a claim of somebody else’s to run out', () => {
    const record = anEdit({ status: 'submitting', claim: { token: 'theirs', leaseUntil: now + 1_500 } });
    expect(enterSend(record, sender)).toEqual({ post: false, step: { next: 'wait', seconds: 2 } });
  });

  it('fault 24: gives up an edit whose sender died, without sending it', () => {
    const record = anEdit({ status: 'submitting', claim: { token: 'theirs', leaseUntil: now } });
    const decision = enterSend(record, sender);
    expect(decision).toMatchObject({
      post: false,
      step: { next: 'announce' },
      record: { status: 'uncertain', error: { code: 'outcome_unknown', billable: true } },
    });
    expect(decision.record && typesOf(decision.record)).toEqual(['Edit Uncertain']);
  });

  it('does not send before the provider wants to be asked again', () => {
    const record = anEdit({ waitingFor: 'provider', sendAfter: now + 10_000 });
    expect(enterSend(record, sender)).toEqual({ post: false, step: { next: 'wait', seconds: 10 } });
  });

  it('cancels instead of sending, where that was asked for', () => {
    const decision = enterSend(anEdit({ cancelRequestedAt: 5 }), sender);
    expect(decision).toMatchObject({ post: false, record: { status: 'cancelled' } });
  });

  it.each<[EditStatus, string]>([
    ['queued', 'look'],
    ['running', 'look'],
    ['storing', 'look'],
    ['uncertain', 'announce'],
    ['completed', 'announce'],
    ['failed', 'announce'],
    ['cancelled', 'announce'],
  ])('leaves a %s edit alone, and says %s', (status, next) => {
    expect(enterSend(anEdit({ status, requestId: 'r' }), sender)).toEqual({
      post: false,
      step: { next, seconds: 1 },
    });
  });
});

describe('settling a send', () => {
  const settle = (verdict: SubmitVerdict, record = sending) => settleSend(record, verdict, sender);

  it('queues what the provider took, and says it is billable from here', () => {
    const record = settle({ verdict: 'accepted', requestId: 'r-1' });
    expect(record).toMatchObject({ status: 'queued', requestId: 'r-1', sentAt: now });
    expect(record?.claim).toBeUndefined();
    expect(record && typesOf(record)).toEqual(['Edit Submitted']);
  });

  it('lets a sender that wakes up late move its own uncertain edit to queued, and no other', () => {
    const late = { ...sending, status: 'uncertain' as const };
    expect(settle({ verdict: 'accepted', requestId: 'r-1' }, late)).toMatchObject({ status: 'queued' });
    expect(settle({ verdict: 'rejected', message: 'no' }, late)).toBeUndefined();
    // The job of a sender that has no claim any more is followed by nobody, but known.
    expect(
      settleSend(late, { verdict: 'accepted', requestId: 'r-1' }, { ...sender, token: 'another' }),
    ).toMatchObject({ status: 'uncertain', strayRequestIds: ['r-1'] });
  });

  it.each<SubmitVerdict>([
    { verdict: 'unsent', why: 'late' },
    { verdict: 'unfit', message: 'gone' },
    { verdict: 'refused', why: 'busy' },
    { verdict: 'account', why: 'empty' },
    { verdict: 'rejected', message: 'no' },
    { verdict: 'unclear', why: 'silence' },
  ])('changes nothing with $verdict where the claim is somebody else’s', (verdict) => {
    expect(settleSend(sending, verdict, { ...sender, token: 'another' })).toBeUndefined();
  });

  it('fails what can never be sent, with nothing to pay', () => {
    const record = settle({ verdict: 'unfit', message: 'video_url: no longer there' });
    expect(record).toMatchObject({
      status: 'failed',
      error: {
        code: 'inputs_gone',
        message: 'video_url: no longer there',
        retryable: false,
        billable: false,
      },
    });
  });

  it('fault 12: waits as long as the provider says', () => {
    const record = settle({ verdict: 'refused', why: '429', retryAfterSeconds: 17 });
    expect(record).toMatchObject({ status: 'accepted', waitingFor: 'provider', sendAfter: now + 17_000 });
  });

  it('waits longer each time the provider refuses, but never longer than five minutes', () => {
    const waits: number[] = [];
    let record = sending;
    for (let time = 0; time < 12; time += 1) {
      const refused = settle({ verdict: 'refused', why: 'down' }, record);
      if (refused === undefined) throw new Error('it was settled');
      waits.push(((refused.sendAfter ?? 0) - now) / 1_000);
      record = { ...refused, status: 'submitting', claim: sending.claim };
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
  });

  it('fault 9: fails after a day of refusals, as something to ask for again', () => {
    const day = 24 * 3_600_000;
    const almost = { ...sending, refusedSince: now - day + 1 };
    expect(settle({ verdict: 'refused', why: 'down' }, almost)).toMatchObject({ status: 'accepted' });
    expect(
      settle({ verdict: 'refused', why: 'down' }, { ...sending, refusedSince: now - day }),
    ).toMatchObject({
      status: 'failed',
      error: { code: 'provider_unavailable', retryable: true, billable: false },
    });
  });

  it('fault 15: keeps the edit for when the account is in order, with a try every five minutes', () => {
    expect(settle({ verdict: 'account', why: 'no balance' })).toMatchObject({
      status: 'accepted',
      waitingFor: 'provider_account',
      sendAfter: now + 300_000,
    });
  });

  it('counts the day of refusals anew after the provider answered about the account', () => {
    const day = 24 * 3_600_000;
    const refused = { ...sending, refusedSince: now - day, vain: { ...sending.vain, refused: 9 } };
    const paused = settle({ verdict: 'account', why: 'no balance' }, refused);
    expect(paused).toMatchObject({ refusedSince: undefined, vain: { refused: 0 } });
  });

  it('fault 13: fails what the provider rejects, with its words', () => {
    const record = settle({ verdict: 'rejected', message: 'prompt is not nice' });
    expect(record).toMatchObject({
      status: 'failed',
      error: { message: 'prompt is not nice', retryable: false, billable: false },
    });
    expect(record && typesOf(record)).toEqual(['Edit Failed']);
  });

  it('fault 16: does not know what became of an unclear submit, and says so', () => {
    const record = settle({ verdict: 'unclear', why: '502' });
    expect(record).toMatchObject({ status: 'uncertain', error: { code: 'outcome_unknown' } });
    expect(record?.claim?.token).toBe('mine');
  });
});

describe('the answer of Send', () => {
  it.each([
    ['look', anEdit({ status: 'queued', requestId: 'r' }), 2],
    ['wait', anEdit({ sendAfter: now + 4_200 }), 5],
    ['wait', sending, 60],
    ['announce', anEdit({ status: 'uncertain' }), 1],
    ['announce', anEdit({ status: 'failed' }), 1],
  ])('is %s', (next, record, seconds) => {
    expect(afterSend(record, now)).toEqual({ next, seconds });
  });
});
