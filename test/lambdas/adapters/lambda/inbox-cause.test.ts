import { describe, expect, it } from '@jest/globals';
import { inboxCause } from '../../../../lambdas/adapters/lambda/inbox-cause.ts';

const created = (key: string, reason = 'PutObject') => ({
  version: '0',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: {
    version: '0',
    bucket: { name: 'drop' },
    object: { key, size: 7, etag: 'e1', sequencer: '1' },
    reason,
  },
});

describe('why accept-upload is called', () => {
  it.each([
    'inbox/a+b%20 ü.mp4',
    'inbox/%2B.mp4',
    'inbox/a b.mp4',
    'inbox/😀.mp4',
    `inbox/${'é'.repeat(509)}`,
  ])('fault 59: is a file by its key as it is: %s', (key) => {
    expect(inboxCause(created(key))).toEqual({ key, sizeBytes: 7, etag: 'e1' });
  });

  it.each(['PutObject', 'POST Object', 'CopyObject', 'CompleteMultipartUpload'])(
    'fault 58: is the same file however it came: %s',
    (reason) => {
      expect(inboxCause(created('inbox/a.mp4', reason))).toEqual({
        key: 'inbox/a.mp4',
        sizeBytes: 7,
        etag: 'e1',
      });
    },
  );

  it('is that it is time for a sweep', () => {
    expect(inboxCause({ 'detail-type': 'Scheduled Event', detail: {} })).toBe('sweep');
  });

  it('is nothing else', () => {
    expect(() => inboxCause({ 'detail-type': 'Object Deleted', detail: {} })).toThrow();
    expect(() => inboxCause({})).toThrow();
  });
});
