import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NoticeType } from '../../../lambdas/core/edit.ts';
import { editIdForKey, newEdit, type NewEdit } from '../../../lambdas/core/new-edit.ts';

const element = { frontalImageUrl: 'front', referenceImageUrls: ['left', 'right'] };
const wish: NewEdit = {
  editId: 'ed_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  owner: 'owner',
  request: { prompt: 'p', videoUrl: 'v', keepAudio: false, imageUrls: ['one', 'two'], elements: [element] },
  metadata: { a: '1', b: '2' },
  origin: { type: 'api' },
};
const hashOf = (change: Partial<NewEdit>) => newEdit({ ...wish, ...change }, 0).requestHash;
const withRequest = (change: Partial<NewEdit['request']>) =>
  hashOf({ request: { ...wish.request, ...change } });

describe('the hash of a request', () => {
  test.each([
    ['front', { elements: [{ ...element, frontalImageUrl: 'another' }] }],
    ['reference', { elements: [{ ...element, referenceImageUrls: ['left', 'another'] }] }],
    ['order of references', { elements: [{ ...element, referenceImageUrls: ['right', 'left'] }] }],
    ['reference fewer', { elements: [{ ...element, referenceImageUrls: ['left'] }] }],
    ['element more', { elements: [element, element] }],
    ['order of images', { imageUrls: ['two', 'one'] }],
    ['place of a picture', { imageUrls: ['one'], elements: [{ ...element, frontalImageUrl: 'two' }] }],
  ])('fault 5: is another with another %s', (_what, change) => {
    expect(withRequest(change)).not.toBe(hashOf({}));
  });

  test.each([
    ['name', { a: '1', c: '2' }],
    ['value', { a: '1', b: '3' }],
    ['pairing', { a: '2', b: '1' }],
  ])('fault 5: is another with another %s in its metadata', (_what, metadata) => {
    expect(hashOf({ metadata })).not.toBe(hashOf({}));
  });

  test('fault 5: is another with a webhook, with another, and with other notices for it', () => {
    const webhookUrl = 'https://hooks.example/';
    const hashes = [
      hashOf({}),
      hashOf({ webhookUrl }),
      hashOf({ webhookUrl: 'https://other.example/' }),
      hashOf({ webhookUrl, webhookNotices: ['Edit Failed'] }),
      hashOf({ webhookUrl, webhookNotices: ['Edit Failed', 'Edit Completed'] }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('fault 4: is the same for the same notices in another order', () => {
    const [one, other] = [
      ['Edit Failed', 'Edit Completed'],
      ['Edit Completed', 'Edit Failed'],
    ] satisfies NoticeType[][];
    expect(hashOf({ webhookNotices: one })).toBe(hashOf({ webhookNotices: other }));
  });

  test('fault 4: is what it was before there were notices to choose', () => {
    expect(hashOf({ webhookUrl: 'https://hooks.example/' })).toBe(
      '3744871c4bd7a46e0172a7aee12dc4cf282d8c4c3343f44bd4161ee8391c6ab5',
    );
  });

  test('fault 4: is the same whoever asks, whenever, and however the metadata is ordered', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), (metadata) => {
        const turned = Object.fromEntries(Object.entries(metadata).reverse());
        const again = newEdit({ ...wish, editId: 'ed_other', owner: 'another', metadata: turned }, 99);
        expect(again.requestHash).toBe(hashOf({ metadata }));
      }),
    );
  });
});

describe('the id that a key stands for', () => {
  const part = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('', '"', ',', '","', '[', '\\', '\n'));
  const parts = fc.tuple(part, part, part);

  test('fault 7: is the same for the same stage, owner and key, and for no others', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const id = editIdForKey(...one);
        expect(id).toMatch(/^ed_[a-z2-7]{26}$/u);
        expect(editIdForKey(...other) === id).toBe(one.every((text, place) => text === other[place]));
      }),
      { numRuns: 2_000 },
    );
  });
});
