import { describe, expect, test } from '@jest/globals';
import { nothingInVain, type EditRecord } from '../../../lambdas/core/edit.ts';
import { afterLook } from '../../../lambdas/core/looking.ts';
import { lookLimits } from '../../../lambdas/contract/look-limits.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { StatusSeen } from '../../../lambdas/core/provider.ts';
import { anEdit } from './an-edit.ts';

const soon = 10_000;
const worn = anEdit({
  status: 'queued',
  requestId: 'r-1',
  sentAt: 0,
  vain: { ...nothingInVain, unreachable: 9, unknownRequest: patience.unknownRequests - 1 },
});
const look = (record: EditRecord, seen: StatusSeen) => {
  const decision = afterLook(record, seen, soon, patience, { underWay: 1, limits: lookLimits });
  return { ...decision, record: decision.record ?? record };
};

describe('a look that was in vain', () => {
  test.each<[string, StatusSeen]>([
    ['queued', { status: 'queued' }],
    ['running', { status: 'running' }],
    ['running, by a word never heard', { status: 'running', word: 'polishing' }],
  ])('fault 29: is forgotten when the provider says %s', (_what, seen) => {
    const { record } = look(worn, seen);
    expect(record.vain).toEqual(nothingInVain);
    expect(look(record, { status: 'unreachable', why: '500' }).step.seconds).toBe(2);
  });

  test('fault 30: counts those for each reason by themselves', () => {
    const { record } = look(worn, { status: 'unreachable', why: '500' });
    expect(record.vain).toEqual({ ...worn.vain, unreachable: 10 });
    expect(look(record, { status: 'unknown_request' }).record.status).toBe('failed');
  });

  test('fault 30: is no end while the provider knows the request now and then', () => {
    let record: EditRecord = { ...worn, vain: nothingInVain };
    for (let round = 0; round < 20; round += 1) {
      for (let time = 1; time < patience.unknownRequests; time += 1) {
        ({ record } = look(record, { status: 'unknown_request' }));
      }
      ({ record } = look(record, { status: 'queued' }));
    }
    expect(record.status).toBe('queued');
  });
});
