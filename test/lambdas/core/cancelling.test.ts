import { describe, expect, it } from '@jest/globals';
import { askToCancel } from '../../../lambdas/core/cancelling.ts';
import type { EditStatus } from '../../../lambdas/core/edit.ts';
import { anEdit } from './an-edit.ts';

describe('a wish to cancel', () => {
  it.each<[EditStatus, string, EditStatus]>([
    ['accepted', 'cancelled', 'cancelled'],
    ['submitting', 'asking', 'submitting'],
    ['queued', 'asking', 'queued'],
    ['running', 'too_late', 'running'],
    ['storing', 'too_late', 'storing'],
    ['completed', 'too_late', 'completed'],
    ['failed', 'too_late', 'failed'],
    ['cancelled', 'cancelled', 'cancelled'],
    ['uncertain', 'unknown', 'uncertain'],
  ])('fault 35: for a %s edit is %s, and leaves it %s', (status, state, after) => {
    const decision = askToCancel(anEdit({ status }), 7);
    expect(decision.state).toBe(state);
    expect((decision.record ?? { status }).status).toBe(after);
    if (state === 'asking') expect(decision.record?.cancelRequestedAt).toBe(7);
  });

  it('is marked once', () => {
    expect(askToCancel(anEdit({ status: 'queued', cancelRequestedAt: 3 }), 7)).toEqual({ state: 'asking' });
  });
});
