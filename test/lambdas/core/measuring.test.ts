import { describe, expect, it } from '@jest/globals';
import { stageMetrics, type MetricFacts } from '../../../lambdas/contract/metrics.ts';
import { changed, ended, type EditRecord, type NoticeType } from '../../../lambdas/core/edit.ts';
import {
  countedNotices,
  countedRejections,
  countedUndeliverables,
  countedWebhooks,
  detectionLagSeconds,
  measuredOf,
} from '../../../lambdas/core/measuring.ts';
import type { Measured } from '../../../lambdas/core/ports.ts';
import type { Posted } from '../../../lambdas/core/webhooks.ts';
import { microsOf, toBook } from '../../../lambdas/core/spending.ts';
import { fakeUndeliverables } from '../../fakes/deliveries.ts';
import { fakeMeter } from '../../fakes/meter.ts';
import { fakeNotices } from '../../fakes/notices.ts';
import { anOutbox } from '../../ports/notices-suite.ts';
import { aDelivery } from './a-delivery.ts';
import { anEdit } from './an-edit.ts';

const { editId } = anEdit();
const error = { code: 'failed_at_provider', message: 'no', retryable: false, billable: true };
const output = (sizeBytes: number) => ({
  bucket: 'results',
  key: 'edits/x/output.mp4',
  sizeBytes,
  sha256: '0'.repeat(64),
  contentType: 'video/mp4',
});

/** What is measured when this is told of an edit. */
const measured = (record: EditRecord, by = {}): readonly Measured[] => {
  const notice = record.pendingNotices.at(-1);
  if (notice === undefined) throw new Error('nothing is told');
  return measuredOf(notice, by);
};
const spent = (record: EditRecord, by = {}) =>
  measured(record, by).filter(({ metric }) => metric === 'SpentUsd');

describe('what is measured of an edit', () => {
  it.each<[NoticeType, string]>([
    ['Edit Submitted', 'EditSubmitted'],
    ['Edit Completed', 'EditCompleted'],
    ['Edit Failed', 'EditFailed'],
    ['Edit Cancelled', 'EditCancelled'],
    ['Edit Uncertain', 'EditUncertain'],
    ['Edit Overdue', 'EditOverdue'],
  ])('when %s is told is %s, once', (type, metric) => {
    const values = measured(changed(anEdit(), {}, 1, type)).filter((each) => each.value === 1);
    expect(values).toMatchObject([{ metric, editId }]);
  });

  it('that completed is how long it took and how much was stored', () => {
    const record = ended(anEdit(), 'completed', { outputs: [output(5), output(7)] }, 61_000);
    expect(measured(record)).toEqual([
      { editId, metric: 'EditCompleted', value: 1 },
      { editId, metric: 'EditSeconds', value: 61 },
      { editId, metric: 'StoredBytes', value: 12 },
    ]);
  });

  it('that failed is why, and not how long it took', () => {
    expect(measured(ended(anEdit(), 'failed', { error }, 5_000))).toEqual([
      { editId, metric: 'EditFailed', value: 1, by: { reason: 'failed_at_provider' } },
    ]);
  });

  it('is by the dimension that the contract names', () => {
    const facts: MetricFacts = stageMetrics.EditFailed;
    const [failed] = measured(ended(anEdit(), 'failed', { error }, 5_000));
    expect(Object.keys(failed?.by ?? {})).toEqual([facts.by]);
  });
});

describe('what an edit came to', () => {
  const estimated = { costEstimateUsd: 0.84 };
  const cases: [string, 'completed' | 'failed' | 'cancelled', Partial<EditRecord>, number | undefined][] = [
    ['what is reported', 'completed', { ...estimated, requestId: 'r', costUsd: 0.5 }, 0.5],
    ['nothing, where that is reported', 'failed', { ...estimated, requestId: 'r', costUsd: 0, error }, 0],
    ['what was expected, where nothing is reported', 'completed', { ...estimated, requestId: 'r' }, 0.84],
    ['what was expected of one that was given up', 'failed', { ...estimated, error }, 0.84],
    ['what was expected of one cancelled there', 'cancelled', { ...estimated, requestId: 'r' }, 0.84],
    [
      'no value, of one that was not billable',
      'failed',
      { ...estimated, error: { ...error, billable: false } },
      undefined,
    ],
    ['no value, of one cancelled before it was sent', 'cancelled', estimated, undefined],
    ['no value, where nobody knows', 'completed', { requestId: 'r' }, undefined],
  ];

  it.each(cases)('is %s', (_what, status, change, usd) => {
    const values = spent(ended(anEdit(), status, change, 1));
    expect(values.map(({ value }) => value)).toEqual(usd === undefined ? [] : [usd]);
  });

  it.each(cases.filter(([, , { costEstimateUsd }]) => costEstimateUsd !== undefined))(
    'is the same as in the books: %s',
    (_what, status, change, usd) => {
      const reserved = { day: '2026-11-23', micros: microsOf(0.84), since: 0 };
      expect(toBook(ended(anEdit(), status, change, 1), reserved)).toBe(microsOf(usd ?? 0));
    },
  );

  it('is by owner and by metadata, as the settings have it', () => {
    const metadata = { project: 'night', other: 'x' };
    const record = ended(anEdit({ metadata }), 'completed', { costUsd: 1 }, 1);
    const by = (settings: object) => spent(record, settings)[0]?.by;
    expect(by({})).toEqual({});
    expect(by({ owner: true })).toEqual({ owner: 'owner' });
    expect(by({ metadata: ['project', 'team', 'constructor', '__proto__'] })).toEqual({
      'metadata.project': 'night',
      'metadata.team': '(none)',
      'metadata.constructor': '(none)',
      'metadata.__proto__': '(none)',
    });
  });
});

describe('from the end at the provider until that was seen', () => {
  const seen = 10_000_000_000;
  it.each([
    [seen, 0],
    [seen - 2_500, 2.5],
    [seen - 3_600_000, 3_600],
    [seen - 3_600_001, undefined],
    [seen + 1, undefined],
    [undefined, undefined],
  ])('it took, having ended at %p, %p s', (finishedAt, seconds) => {
    expect(detectionLagSeconds(seen, finishedAt)).toBe(seconds);
    expect(detectionLagSeconds(undefined, finishedAt)).toBeUndefined();
  });
});

describe('a port that is counted', () => {
  it('counts notices that were taken, and leaves the answer as it is', async () => {
    const meter = fakeMeter();
    const waiting = [...anOutbox(), ...anOutbox()];
    const notices = fakeNotices(({ type }) => type === 'Edit Submitted');
    const ids = waiting
      .filter(({ notice }) => notice.type === 'Edit Submitted')
      .map(({ notice }) => notice.id);
    expect(await countedNotices(notices, meter, {}).send(waiting)).toEqual(ids);
    expect(meter.measured.map(({ metric }) => metric)).toEqual(['EditSubmitted', 'EditSubmitted']);
  });

  it('counts nothing where nothing could be sent', async () => {
    const meter = fakeMeter();
    const notices = fakeNotices(() => {
      throw new Error('throttled');
    });
    await expect(countedNotices(notices, meter, {}).send(anOutbox())).rejects.toThrow('throttled');
    expect(meter.measured).toEqual([]);
  });

  it('counts files that were rejected, once it was told', async () => {
    const meter = fakeMeter();
    const rejection = { id: 'nt_1', at: 1, file: { bucket: 'drop', key: 'x' }, message: 'no', errors: [] };
    await countedRejections({ tell: async () => undefined }, meter).tell(rejection);
    const broken = async (): Promise<never> => {
      throw new Error('throttled');
    };
    await expect(countedRejections({ tell: broken }, meter).tell(rejection)).rejects.toThrow('throttled');
    expect(meter.measured).toEqual([{ metric: 'EditRejected', value: 1 }]);
  });

  it.each<[Posted, string]>([
    [{ statusCode: 200, tookMs: 3 }, 'WebhookDelivered'],
    [{ statusCode: 500, error: 'The receiver answered 500', tookMs: 3 }, 'WebhookAttemptFailed'],
    [{ error: 'It did not answer', tookMs: 3 }, 'WebhookAttemptFailed'],
  ])('counts an attempt that came to %j as %s', async (posted, metric) => {
    const meter = fakeMeter();
    const message = { id: 'nt_1', url: 'https://hooks.example', body: '{}' };
    expect(await countedWebhooks({ post: async () => posted }, meter).post(message)).toBe(posted);
    expect(meter.measured).toEqual([{ metric, value: 1 }]);
  });

  it('counts webhooks that were given up, once somebody was told', async () => {
    const meter = fakeMeter();
    const delivery = aDelivery({ status: 'undeliverable' });
    expect(await countedUndeliverables({ tell: async () => false }, meter).tell(delivery)).toBe(false);
    expect(meter.measured).toEqual([]);
    expect(await countedUndeliverables(fakeUndeliverables(), meter).tell(delivery)).toBe(true);
    expect(meter.measured).toEqual([{ metric: 'WebhookUndeliverable', value: 1, editId }]);
  });
});
