import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rulePattern } from '../../console/notices/rule-pattern.ts';
import type { EveryEvent } from '../../lambdas/contract/every-event.ts';
import { noticeTypeSchema, type NoticeType } from '../../lambdas/contract/events.ts';
import { anEditBody, timeAfter } from './an-edit-body.ts';

/** As EventBridge matches: each leaf of a pattern lists what may be there, and what it does not name may be anything. */
const matches = (pattern: unknown, event: unknown): boolean => {
  if (Array.isArray(pattern)) return pattern.includes(event);
  if (typeof pattern !== 'object' || pattern === null) throw new Error('a leaf of a pattern is a list');
  if (typeof event !== 'object' || event === null) return false;
  return Object.entries(pattern).every(
    ([key, below]) => Object.hasOwn(event, key) && matches(below, (event as Record<string, unknown>)[key]),
  );
};

const told = (type: NoticeType, metadata: Readonly<Record<string, string>>): EveryEvent => ({
  source: 'reshoot',
  'detail-type': type,
  detail: {
    version: '1',
    id: `nt_${'0'.repeat(32)}`,
    sequence: 1,
    occurred_at: timeAfter(1),
    edit: anEditBody({ metadata }),
  },
});

const rejected: EveryEvent = {
  source: 'reshoot',
  'detail-type': 'Edit Rejected',
  detail: {
    ...{ version: '1', id: `nt_${'0'.repeat(32)}`, sequence: 1, occurred_at: timeAfter(1) },
    ...{ origin: { bucket: 'mine', key: 'inbox/a.mp4' }, message: 'It is too short', errors: [] },
  },
};

describe('a rule for a notice', () => {
  it('matches the notice it was made for, whatever its type and metadata', () => {
    const types = fc.constantFrom(...noticeTypeSchema.options);
    fc.assert(
      fc.property(types, fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (type, metadata) => {
        const event = told(type, metadata);
        expect(matches(rulePattern(event), event)).toBe(true);
      }),
    );
  });

  it('goes by source and type alone where there is no metadata', () => {
    expect(rulePattern(told('Edit Completed', {}))).toEqual({
      source: ['reshoot'],
      'detail-type': ['Edit Completed'],
    });
  });

  it('does not match another type, nor other metadata', () => {
    const pattern = rulePattern(told('Edit Completed', { project: 'night' }));
    expect(matches(pattern, told('Edit Failed', { project: 'night' }))).toBe(false);
    expect(matches(pattern, told('Edit Completed', { project: 'day' }))).toBe(false);
    expect(matches(pattern, told('Edit Completed', {}))).toBe(false);
    expect(matches(pattern, told('Edit Completed', { project: 'night', shot: '12' }))).toBe(true);
  });

  it('goes by the bucket for a file that became no edit', () => {
    expect(matches(rulePattern(rejected), rejected)).toBe(true);
    expect(rulePattern(rejected).detail).toEqual({ origin: { bucket: ['mine'] } });
  });
});
