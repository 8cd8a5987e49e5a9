import { describe, expect, it } from '@jest/globals';
import {
  cancelConsequences,
  deleteConsequences,
  resolutionOf,
  resolutionWords,
  waysOf,
} from '../../console/edit/ways.ts';
import { resolveRequestSchema } from '../../lambdas/contract/edit.ts';
import { anEditBody, timeAfter } from './an-edit-body.ts';

const open = (facts: Parameters<typeof anEditBody>[0]) =>
  Object.entries(waysOf(anEditBody(facts)))
    .filter(([, is]) => is)
    .map(([way]) => way);

describe('what may be done to an edit', () => {
  it.each([
    [{ status: 'accepted' }, ['cancel']],
    [{ status: 'submitting' }, ['cancel']],
    [{ status: 'queued' }, ['cancel']],
    [{ status: 'queued', cancel_requested_at: timeAfter(1) }, []],
    [{ status: 'running' }, []],
    [{ status: 'storing' }, []],
    [{ status: 'uncertain' }, ['resolve']],
    [{ status: 'completed' }, ['delete']],
    [{ status: 'failed' }, ['delete']],
    [{ status: 'cancelled' }, ['delete']],
    [{ status: 'completed', delete_requested_at: timeAfter(1) }, []],
    [{ status: 'completed', deleted_at: timeAfter(1) }, []],
  ] as const)('when it is %j: %j', (facts, ways) => {
    expect(open(facts)).toEqual(ways);
  });
});

describe('what comes of it', () => {
  it('is nothing paid where it was not sent', () => {
    expect(cancelConsequences(anEditBody()).join(' ')).toContain('nothing is paid');
  });

  it('names the money once the provider has it', () => {
    const words = cancelConsequences(anEditBody({ status: 'queued', cost_estimate_usd: 0.84 })).join(' ');
    expect(words).toContain('about $0.84');
    expect(words).toContain('cannot be stopped');
  });

  it('says what stays of a deleted edit, and that nothing is paid back', () => {
    const words = deleteConsequences(anEditBody({ status: 'completed', cost_usd: 0.84 })).join(' ');
    expect(words).toContain('what it cost ($0.84)');
    expect(words).toContain('Nothing is paid back');
  });

  it('warns that sending again may be paid twice, and that adopting sends nothing', () => {
    const [adopt, resubmit] = resolutionWords(anEditBody({ status: 'uncertain', cost_estimate_usd: 0.84 }));
    expect(adopt?.consequence).toContain('Nothing is sent');
    expect(resubmit?.consequence).toContain('twice for one edit');
    expect(resubmit?.consequence).toContain('about $0.84');
  });
});

describe('the form that settles an edit', () => {
  const form = { action: undefined, requestId: '', looked: false };

  it.each([
    [form, undefined],
    [{ ...form, action: 'adopt' }, undefined],
    [
      { ...form, action: 'adopt', requestId: ' r-1 ' },
      { action: 'adopt', request_id: 'r-1' },
    ],
    [{ ...form, action: 'resubmit' }, undefined],
    [{ ...form, action: 'resubmit', looked: true }, { action: 'resubmit' }],
    [{ ...form, action: 'abandon', looked: true, requestId: 'r-1' }, { action: 'abandon' }],
  ] as const)('of %j sends %j', (filled, sent) => {
    const wish = resolutionOf(filled);
    expect(wish.request).toEqual(sent);
    if (wish.request === undefined) expect(wish.missing).not.toBe('');
    else expect(resolveRequestSchema.safeParse(wish.request).success).toBe(true);
  });
});
