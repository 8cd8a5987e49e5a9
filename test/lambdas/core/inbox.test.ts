import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import {
  inboxEditId,
  inboxKind,
  keptKey,
  outputKey,
  reportKey,
  type InboxPlaces,
} from '../../../lambdas/core/inbox.ts';
import { withAbsoluteUrls } from '../../../lambdas/core/manifest.ts';

const places: InboxPlaces = { bucket: 'drop', inboxPrefix: 'inbox/', outboxPrefix: 'outbox/' };
const file = { key: 'inbox/a.mp4', etag: 'e1', sizeBytes: 7, modifiedAt: 0 };
const whose = { stage: 'dev', owner: 'inbox' };

describe('a file of the inbox', () => {
  test.each([
    ['inbox/x.edit.json', 'manifest'],
    ['inbox/a/b/x.edit.json', 'manifest'],
    ['inbox/night/preset.json', 'preset'],
    ['inbox/night/clip.mp4', 'clip'],
    ['inbox/clip.MOV', 'clip'],
    ['inbox/night/style.png', undefined],
    ['inbox/notes.json', undefined],
    ['outbox/night/clip.mp4', undefined],
    ['edits/ed_1/output.mp4', undefined],
  ])('is there as its name says: %s', (key, kind) => {
    expect(inboxKind(key, places)).toBe(kind);
  });

  test.each([
    ['inbox/night/clip.mp4', 'outbox/night/clip.mp4.edit.json', 'outbox/night/clip.mp4'],
    ['inbox/night/clip.mov', 'outbox/night/clip.mov.edit.json', 'outbox/night/clip.mov.mp4'],
    ['inbox/a/x.edit.json', 'outbox/a/x.edit.json', 'outbox/a/x.edit.mp4'],
    ['inbox/a+b%20 ü.mp4', 'outbox/a+b%20 ü.mp4.edit.json', 'outbox/a+b%20 ü.mp4'],
  ])('fault 59: is told of, and answered, under its own name: %s', (key, report, output) => {
    expect([reportKey(key, places), outputKey(key, 1, 'mp4', places)]).toEqual([report, output]);
  });

  it('has a name of its own for each further output', () => {
    expect(outputKey('inbox/x.edit.json', 2, 'png', places)).toBe('outbox/x.edit-2.png');
    expect(outputKey('inbox/x.mp4', 2, 'mp4', places)).toBe('outbox/x.mp4-2.mp4');
  });

  it('fault 59: is told of under a hashed name where its own would grow too long', () => {
    const long = `inbox/${'d/'.repeat(500)}${'é'.repeat(5)}.mp4`;
    expect(Buffer.byteLength(reportKey(long, places))).toBeLessThan(1_024);
    expect(reportKey(long, places)).toMatch(/^outbox\/long\/[0-9a-f]{32}\.edit\.json$/u);
    expect(outputKey(long, 1, 'mp4', places)).toMatch(/^outbox\//u);
  });

  it('fault 59: has a report of its own that S3 takes, whatever its key', () => {
    const keys = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 600 })
      .map((key) => `inbox/${key}.mp4`);
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        for (const key of [reportKey(one, places), outputKey(one, 1, 'mp4', places)]) {
          expect(key.startsWith('outbox/')).toBe(true);
          expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1_024);
        }
        expect(reportKey(one, places) === reportKey(other, places)).toBe(one === other);
      }),
    );
  });

  it('fault 58: stands for one edit by its name, content and take, and by nothing else', () => {
    const id = inboxEditId(whose, 'drop', file, 1);
    expect(inboxEditId(whose, 'drop', { ...file, modifiedAt: 99 }, 1)).toBe(id);
    const others = [
      inboxEditId(whose, 'drop', { ...file, key: 'inbox/b.mp4' }, 1),
      inboxEditId(whose, 'drop', { ...file, etag: 'e2' }, 1),
      inboxEditId(whose, 'drop', { ...file, sizeBytes: 8 }, 1),
      inboxEditId(whose, 'other', file, 1),
      inboxEditId(whose, 'drop', file, 2),
      inboxEditId({ ...whose, owner: 'somebody' }, 'drop', file, 1),
      inboxEditId({ ...whose, stage: 'prod' }, 'drop', file, 1),
    ];
    expect(new Set([id, ...others]).size).toBe(others.length + 1);
  });

  it('is kept under a plain name', () => {
    expect(keptKey('0', 'ed_1', 1, 'inbox/a+b%20 ü.MOV')).toBe('uploads/0/ed_1/1.mov');
    expect(keptKey('0', 'ed_1', 2, 'inbox/no ending')).toBe('uploads/0/ed_1/2.bin');
  });
});

describe('the body of a manifest', () => {
  const absolute = (body: unknown) => withAbsoluteUrls(body, 'inbox/a/', places);

  it('names files beside it by their keys', () => {
    expect(
      absolute({
        video_url: 'a+b%20 ü.mp4',
        image_urls: ['pictures/1.png', 'https://example.com/2.png', 's3://footage/3.png'],
        elements: [{ frontal_image_url: 'f:1.png', reference_image_urls: ['r.png'] }],
        prompt: 'x.mp4',
      }),
    ).toEqual({
      video_url: 's3://drop/inbox/a/a+b%20 ü.mp4',
      image_urls: ['s3://drop/inbox/a/pictures/1.png', 'https://example.com/2.png', 's3://footage/3.png'],
      elements: [
        {
          frontal_image_url: 's3://drop/inbox/a/f:1.png',
          reference_image_urls: ['s3://drop/inbox/a/r.png'],
        },
      ],
      prompt: 'x.mp4',
    });
  });

  it('fault 61: is left as it is where it is anything else', () => {
    for (const body of [
      null,
      1,
      'x',
      [],
      { video_url: 1, image_urls: 'x', elements: [null] },
      { video_url: '/x' },
    ]) {
      expect(absolute(body)).toEqual(body);
    }
  });

  it('fault 61: never makes anything throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(() => absolute(body)).not.toThrow();
      }),
    );
  });
});
