import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toEditRequest } from '../../../../lambdas/adapters/wire/edit-request.ts';
import { toEditBody, toEventDetail, withoutQueries } from '../../../../lambdas/adapters/wire/edit.ts';
import { editSchema } from '../../../../lambdas/contract/edit.ts';
import { eventDetailSchema } from '../../../../lambdas/contract/events.ts';
import {
  changed,
  ended,
  type EditRecord,
  type EditRequest,
  type Output,
} from '../../../../lambdas/core/edit.ts';
import { anEdit } from '../../core/an-edit.ts';

const signed = '?X-Amz-Signature=secret';
const request: EditRequest = {
  prompt: 'who is @Element1? a quiet sea of grass',
  videoUrl: `https://a.example/clip.mp4${signed}`,
  keepAudio: true,
  imageUrls: [`https://a.example/1.png${signed}#part`],
  elements: [
    {
      frontalImageUrl: `https://a.example/2.png${signed}`,
      referenceImageUrls: [`https://a.example/3.png${signed}`, 's3://bucket/what?.png'],
    },
  ],
};
const output: Output = {
  bucket: 'b',
  key: 'edits/x/output.mp4',
  sizeBytes: 7,
  sha256: 'a'.repeat(64),
  contentType: 'video/mp4',
  width: 1_280,
  height: 720,
  durationSeconds: 5.2,
};
const error = { code: 'c', message: 'm', retryable: true, billable: false };

/** Everything an edit can have at once. */
const full: EditRecord = anEdit({
  status: 'accepted',
  waitingFor: 'provider',
  request,
  webhookUrl: 'https://hooks.example/secret',
  metadata: { orderId: '7', snake_case: 'x' },
  origin: { type: 'inbox', bucket: 'b', key: 'k', etag: 'e' },
  requestId: 'request-1',
  sentAt: 1_000,
  madeAt: 3_500,
  queuePosition: 0,
  claim: { token: 'claim-token', leaseUntil: 1 },
  outputs: [output],
  error,
  costUsd: 0,
  cancelRequestedAt: 2_000,
  overdueAt: 3_000,
  finishedAt: 4_000,
});

describe('an edit on the wire', () => {
  it('says all that its owner may know, in the contract’s words', () => {
    const body = toEditBody(full, request);
    expect(editSchema.parse(body)).toEqual(body);
    expect(body).toEqual({
      edit_id: full.editId,
      owner: 'owner',
      status: 'accepted',
      waiting_for: 'provider',
      sequence: 1,
      request: {
        prompt: request.prompt,
        video_url: request.videoUrl,
        keep_audio: true,
        image_urls: request.imageUrls,
        elements: [
          {
            frontal_image_url: request.elements[0]?.frontalImageUrl,
            reference_image_urls: request.elements[0]?.referenceImageUrls,
          },
        ],
      },
      origin: { type: 'inbox', bucket: 'b', key: 'k', etag: 'e' },
      provider_request_id: 'request-1',
      queue_position: 0,
      outputs: [
        {
          bucket: 'b',
          key: 'edits/x/output.mp4',
          size_bytes: 7,
          sha256: 'a'.repeat(64),
          content_type: 'video/mp4',
          width: 1_280,
          height: 720,
          duration_seconds: 5.2,
        },
      ],
      error,
      metadata: { orderId: '7', snake_case: 'x' },
      cost_usd: 0,
      created_at: '1970-01-01T00:00:00.000Z',
      updated_at: '1970-01-01T00:00:00.000Z',
      submitted_at: '1970-01-01T00:00:01.000Z',
      made_at: '1970-01-01T00:00:03.500Z',
      finished_at: '1970-01-01T00:00:04.000Z',
      cancel_requested_at: '1970-01-01T00:00:02.000Z',
      overdue_at: '1970-01-01T00:00:03.000Z',
    });
  });

  it('leaves out what is not known, instead of saying null', () => {
    const body = toEditBody(anEdit(), anEdit().request);
    expect(Object.keys(editSchema.parse(body)).toSorted()).toEqual([
      'created_at',
      'edit_id',
      'metadata',
      'origin',
      'outputs',
      'owner',
      'request',
      'sequence',
      'status',
      'updated_at',
    ]);
    const picture = { ...output, width: undefined, height: undefined, durationSeconds: undefined };
    const [shown] = toEditBody(anEdit({ outputs: [picture] }), request).outputs;
    expect(Object.keys(shown ?? {})).toEqual(['bucket', 'key', 'size_bytes', 'sha256', 'content_type']);
  });

  it('tells nobody who else is told, or what is for the machinery alone', () => {
    const text = JSON.stringify(toEditBody(full, request));
    for (const secret of ['hooks.example', 'claim-token', 'hash', '"runs"', 'vain']) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('a request from the wire', () => {
  it('comes back as it went', () => {
    const { request: body } = toEditBody(full, request);
    expect(body && toEditRequest(body)).toEqual(request);
  });
});

describe('an event on the wire', () => {
  const end = ended(full, 'completed', { outputs: [output] }, 9_000);
  const [notice] = end.pendingNotices;
  if (notice === undefined) throw new Error('an end is told of');

  it('is what the contract has, with the edit as it was when it was written', () => {
    const later = changed(end, { status: 'failed' }, 10_000);
    const detail = toEventDetail(notice, later.request);
    expect(eventDetailSchema.parse(detail)).toEqual(detail);
    expect(detail).toMatchObject({
      version: '1',
      id: notice.id,
      sequence: 2,
      occurred_at: '1970-01-01T00:00:09.000Z',
      edit: { status: 'completed', sequence: 2, metadata: full.metadata },
    });
  });

  it('fault 66: carries no signed query, and no webhook’s address', () => {
    const text = JSON.stringify(toEventDetail(notice, request));
    for (const secret of ['X-Amz-Signature', 'secret', 'hooks.example']) expect(text).not.toContain(secret);
  });

  it('fault 66: carries no signed query in the provider’s words either', () => {
    const message = `could not read "https://a.example/clip.mp4${signed}" (https://b.example/?k=secret). Why? #1`;
    const [told] = ended(anEdit(), 'failed', { error: { ...error, message } }, 5).pendingNotices;
    expect(told && toEventDetail(told, request).edit.error?.message).toBe(
      'could not read "https://a.example/clip.mp4" (https://b.example/). Why? #1',
    );
  });

  it('keeps the question mark of an S3 key, and of a prompt', () => {
    const { edit } = toEventDetail(notice, request);
    expect(edit.request?.prompt).toBe(request.prompt);
    expect(edit.request?.elements[0]?.reference_image_urls).toEqual([
      'https://a.example/3.png',
      's3://bucket/what?.png',
    ]);
  });

  it('fault 66: carries no query of any address', () => {
    const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(url, (address) => {
        const { origin, pathname } = new URL(address);
        const { videoUrl } = withoutQueries({ ...request, videoUrl: address });
        expect(videoUrl).not.toMatch(/[?#]/u);
        expect(new URL(videoUrl).href).toBe(new URL(origin + pathname).href);
      }),
    );
  });
});
