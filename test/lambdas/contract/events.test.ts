import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { toUndeliverableDetail } from '../../../lambdas/adapters/wire/delivery.ts';
import { toEventDetail } from '../../../lambdas/adapters/wire/edit.ts';
import { undeliverableEventSchema, undeliverableType } from '../../../lambdas/contract/delivery.ts';
import {
  eventDetailSchema,
  eventSchema,
  eventSource,
  noticeTypeSchema,
} from '../../../lambdas/contract/events.ts';
import { eventSchemas } from '../../../lambdas/contract/openapi.ts';
import { changed, ended, type EditRecord, type NoticeType } from '../../../lambdas/core/edit.ts';
import { aDelivery } from '../core/a-delivery.ts';
import { anEdit } from '../core/an-edit.ts';

const full = anEdit({
  status: 'storing',
  requestId: 'r-1',
  sentAt: 1_000,
  queuePosition: 0,
  overdueAt: 2_000,
  cancelRequestedAt: 1_500,
  metadata: { shot: '12a' },
  origin: { type: 'inbox', bucket: 'b', key: 'inbox/night/clip.mp4', etag: '"e"' },
  claim: { token: 'secret', leaseUntil: 1 },
  webhookUrl: 'https://example.com/hook',
});
const error = { code: 'outcome_unknown', message: 'silence', retryable: false, billable: true };
const output = {
  bucket: 'b',
  key: 'edits/x/output.mp4',
  sizeBytes: 1,
  sha256: '0'.repeat(64),
  contentType: 'video/mp4',
  width: 1280,
  height: 720,
  durationSeconds: 5.2,
};

const written: Readonly<Record<NoticeType, EditRecord>> = {
  'Edit Submitted': changed(anEdit(), { status: 'queued', requestId: 'r-1', sentAt: 5 }, 5, 'Edit Submitted'),
  'Edit Completed': ended(full, 'completed', { outputs: [output], costUsd: 0.84 }, 3_000),
  'Edit Failed': ended(full, 'failed', { error }, 3_000),
  'Edit Cancelled': ended(anEdit(), 'cancelled', {}, 3_000),
  'Edit Uncertain': changed(full, { status: 'uncertain', error }, 3_000, 'Edit Uncertain'),
  'Edit Overdue': changed(full, { overdueAt: 3_000 }, 3_000, 'Edit Overdue'),
};
const types = Object.keys(written) as NoticeType[];

const eventOf = (type: NoticeType): { detail: unknown } => {
  const { pendingNotices, request } = written[type];
  const notice = pendingNotices.find((one) => one.type === type);
  if (notice === undefined) throw new Error(`no ${type} was written`);
  const detail = toEventDetail(notice, request);
  return { source: eventSource, 'detail-type': type, detail } as { detail: unknown };
};
const fileOf = (type: NoticeType) => `${type.toLowerCase().replace(' ', '-')}.schema.json`;
const published = (type: NoticeType) =>
  z.fromJSONSchema(JSON.parse(JSON.stringify(eventSchemas()[fileOf(type)])) as Record<string, unknown>);

describe('an event', () => {
  test('has a schema in the docs for each of its types', () => {
    expect(types.sort()).toEqual([...noticeTypeSchema.options].sort());
    expect(Object.keys(eventSchemas()).sort()).toEqual(
      [...types.map(fileOf), 'edit-rejected.schema.json', 'webhook-undeliverable.schema.json'].sort(),
    );
  });

  test.each(types)('of type %s is taken by the contract and by its published schema', (type) => {
    const event = eventOf(type);
    expect(eventSchema.safeParse(event).error).toBeUndefined();
    expect(published(type).safeParse(JSON.parse(JSON.stringify(event))).error).toBeUndefined();
  });

  test('of one type is not taken for another', () => {
    expect(published('Edit Failed').safeParse(eventOf('Edit Completed')).success).toBe(false);
  });

  test('that a webhook is undeliverable is taken by the contract and by its published schema', () => {
    const untold = { id: `nt_${'a'.repeat(32)}`, occurredAt: 5 };
    const detail = toUndeliverableDetail(aDelivery({ status: 'undeliverable', untold }));
    const event = JSON.parse(
      JSON.stringify({ source: eventSource, 'detail-type': undeliverableType, detail }),
    ) as unknown;
    expect(undeliverableEventSchema.safeParse(event).error).toBeUndefined();
    const schema = eventSchemas()['webhook-undeliverable.schema.json'];
    const plain = JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;
    expect(z.fromJSONSchema(plain).safeParse(event).error).toBeUndefined();
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  test.each(types)(
    'of type %s is taken as the bus hands it on, today and with fields of tomorrow',
    (type) => {
      const { detail, ...event } = eventOf(type);
      const onTheBus = {
        version: '0',
        id: 'x',
        time: '2026-11-23T00:00:00Z',
        account: '1',
        region: 'r',
        resources: [],
      };
      const later = { ...(detail as object), seen_by: 'somebody' };
      for (const each of [detail, later]) {
        expect(published(type).safeParse({ ...onTheBus, ...event, detail: each }).error).toBeUndefined();
      }
    },
  );

  test.each([
    ['another version', { version: '2' }],
    ['an id that is none', { id: 'nt_1' }],
    ['no sequence', { sequence: 0 }],
    ['a time that is none', { occurred_at: 'yesterday' }],
    ['what nobody knows', { extra: true }],
  ])('with %s is not one', (_what, wrong) => {
    const detail = { ...(eventOf('Edit Failed').detail as object), ...wrong };
    expect(eventDetailSchema.safeParse(detail).success).toBe(false);
  });

  test.each(types)('of type %s tells nothing that is ours alone', (type) => {
    const text = JSON.stringify(eventOf(type));
    expect(text).not.toMatch(/secret|hook|lease|claim|request_hash|vain|runs/u);
  });

  test('carries everything that is known of the edit', () => {
    expect(eventOf('Edit Completed').detail).toMatchObject({
      version: '1',
      sequence: 2,
      occurred_at: '1970-01-01T00:00:03.000Z',
      edit: {
        status: 'completed',
        sequence: 2,
        provider_request_id: 'r-1',
        cost_usd: 0.84,
        metadata: { shot: '12a' },
        origin: { type: 'inbox', key: 'inbox/night/clip.mp4' },
        outputs: [{ key: 'edits/x/output.mp4', size_bytes: 1, duration_seconds: 5.2 }],
        submitted_at: '1970-01-01T00:00:01.000Z',
        finished_at: '1970-01-01T00:00:03.000Z',
      },
    });
  });
});
