import { describe, expect, it } from '@jest/globals';
import type { EditRecord, EditStatus, Output } from '../../../lambdas/core/edit.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import type { ResultSeen } from '../../../lambdas/core/provider.ts';
import { afterResult, beforeStore, completed, notCopied } from '../../../lambdas/core/storing.ts';
import { anEdit, typesOf } from './an-edit.ts';

const sentAt = 1_000;
const now = sentAt + 60_000;
const tooLate = sentAt + 8 * 86_400_000;
const storing = (overrides: Partial<EditRecord> = {}) =>
  anEdit({ status: 'storing', requestId: 'r-1', sentAt, ...overrides });
const output: Output = {
  bucket: 'b',
  key: 'k',
  sizeBytes: 1,
  sha256: '0'.repeat(64),
  contentType: 'video/mp4',
};

/** Decides again and again until the edit ends. @returns how often it was asked, and the end */
const untilEnd = (decide: (record: EditRecord) => ReturnType<typeof afterResult>, record = storing()) => {
  let current = record;
  for (let times = 1; ; times += 1) {
    const decision = decide(current);
    if (decision.copy !== undefined || times > 1_000) return { times, record: current };
    current = decision.record ?? current;
    if (decision.step.next === 'announce') return { times, record: current };
  }
};

describe('the result at the provider', () => {
  it('is copied where it succeeded, and its cost is kept', () => {
    const seen: ResultSeen = {
      result: 'succeeded',
      outputs: [{ kind: 'video', url: 'https://x' }],
      costUsd: 0.84,
    };
    expect(afterResult(storing(), seen, now, patience)).toEqual({ copy: seen.outputs, costUsd: 0.84 });
  });

  it('fault 37: ends the edit where it failed, with the reason, as nothing to try again', () => {
    const { record } = untilEnd((current) =>
      afterResult(current, { result: 'failed', message: 'no face found', costUsd: 0.1 }, now, patience),
    );
    expect(record).toMatchObject({
      status: 'failed',
      costUsd: 0.1,
      error: { code: 'failed_at_provider', message: 'no face found', retryable: false, billable: true },
    });
    expect(typesOf(record)).toEqual(['Edit Failed']);
  });

  it('ends the edit as cancelled where it was', () => {
    const { record } = untilEnd((current) => afterResult(current, { result: 'cancelled' }, now, patience));
    expect(record.status).toBe('cancelled');
  });

  it.each<[ResultSeen, string, number]>([
    [{ result: 'not_ready' }, 'no_result', patience.noResults],
    [{ result: 'succeeded', outputs: [] }, 'no_output', patience.noResults],
    [{ result: 'unknown_request' }, 'result_expired', patience.unknownRequests],
  ])(
    'fault 38: is asked for again where it is %j, but not for ever, and the end names the request',
    (seen, code, most) => {
      const { times, record } = untilEnd((current) => afterResult(current, seen, now, patience));
      expect(times).toBe(most);
      expect(record).toMatchObject({ status: 'failed', error: { code } });
      expect(record.error?.message).toContain('r-1');
    },
  );

  it('is waited for as long as the provider keeps it, where the provider cannot be reached', () => {
    const seen: ResultSeen = { result: 'unreachable', why: '503' };
    const worn = storing({ vain: { ...storing().vain, unreachable: 5_000 } });
    expect(afterResult(worn, seen, now, patience)).toMatchObject({ step: { next: 'wait', seconds: 3_600 } });
    expect(afterResult(worn, seen, tooLate, patience)).toMatchObject({
      record: { status: 'failed', error: { code: 'result_expired' } },
    });
  });
});

describe('a copy that did not come off', () => {
  it('fault 46: is made again for as long as the provider keeps the result', () => {
    const worn = storing({ vain: { ...storing().vain, notStored: 5_000 } });
    const why = { unusable: false, why: 'the connection broke' };
    expect(notCopied(worn, why, now, patience)).toMatchObject({ step: { next: 'wait' } });
    expect(notCopied(worn, why, tooLate, patience)).toMatchObject({ record: { status: 'failed' } });
  });

  it('fault 44: is given up after a few tries where the bytes are no video', () => {
    const { times, record } = untilEnd((current) =>
      notCopied(current, { unusable: true, why: 'it is HTML' }, now, patience),
    );
    expect(times).toBe(patience.unusableOutputs);
    expect(record).toMatchObject({ status: 'failed', error: { code: 'unusable_output' } });
    expect(record.error?.message).toContain('it is HTML');
  });
});

describe('seven days of storing in vain', () => {
  it.each<[string, (record: EditRecord, at: number) => ReturnType<typeof afterResult>]>([
    [
      'an unreachable result',
      (record, at) => afterResult(record, { result: 'unreachable', why: 'x' }, at, patience),
    ],
    [
      'a copy that breaks off',
      (record, at) => notCopied(record, { unusable: false, why: 'x' }, at, patience),
    ],
  ])('of %s stay far below the events that an execution may have', (_what, decide) => {
    const eventsOfALap = 16;
    let record = storing();
    let at = sentAt;
    let laps = 0;
    for (;;) {
      const decision = decide(record, at);
      if (decision.copy !== undefined || decision.step.next !== 'wait') break;
      record = decision.record ?? record;
      at += decision.step.seconds * 1_000;
      laps += 1;
    }
    expect(at - sentAt).toBeGreaterThan(7 * 86_400_000);
    expect(laps * eventsOfALap).toBeLessThan(10_000);
  });
});

describe('a stored edit', () => {
  it('is completed once, with its outputs', () => {
    const record = completed(storing(), [output], 0.84, now);
    expect(record).toMatchObject({ status: 'completed', outputs: [output], costUsd: 0.84, finishedAt: now });
    expect(record && typesOf(record)).toEqual(['Edit Completed']);
    expect(record && completed(record, [output], 0.84, now)).toBeUndefined();
  });

  it.each<[EditStatus, string | undefined]>([
    ['storing', undefined],
    ['completed', 'done'],
    ['failed', 'announce'],
    ['cancelled', 'announce'],
    ['uncertain', 'announce'],
    ['running', 'wait'],
  ])('a %s edit needs %s', (status, next) => {
    expect(beforeStore(storing({ status }))?.next).toBe(next);
  });
});
