import { describe, expect, it } from '@jest/globals';
import { editIdForKey, editIdOf, newEdit, type NewEdit } from '../../../lambdas/core/new-edit.ts';

describe('a new edit', () => {
  const wish: NewEdit = {
    editId: 'ed_x',
    owner: 'o',
    request: {
      prompt: 'p',
      videoUrl: 'v',
      keepAudio: false,
      imageUrls: ['i'],
      elements: [{ frontalImageUrl: 'f', referenceImageUrls: ['r'] }],
    },
    metadata: { a: '1', b: '2' },
    origin: { type: 'api' },
  };

  it('has an id of 130 bits that is the same for the same stage, owner and key alone', () => {
    const id = editIdForKey('dev', 'me', 'key');
    expect(id).toMatch(/^ed_[a-z2-7]{26}$/u);
    expect(editIdForKey('dev', 'me', 'key')).toBe(id);
    const others = [
      editIdForKey('prod', 'me', 'key'),
      editIdForKey('dev', 'you', 'key'),
      editIdForKey('dev', 'me', 'kez'),
      editIdForKey('dev', 'mek', 'ey'),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
    expect(editIdOf(new Uint8Array(17).fill(255))).toBe(`ed_${'7'.repeat(26)}`);
    expect(editIdOf(new Uint8Array(17))).toBe(`ed_${'a'.repeat(26)}`);
  });

  it('is the same request whatever the order of its metadata', () => {
    const turned = newEdit({ ...wish, metadata: { b: '2', a: '1' } }, 5);
    expect(turned.requestHash).toBe(newEdit(wish, 9).requestHash);
  });

  it.each<[string, Partial<NewEdit>]>([
    ['prompt', { request: { ...wish.request, prompt: 'q' } }],
    ['clip', { request: { ...wish.request, videoUrl: 'w' } }],
    ['sound', { request: { ...wish.request, keepAudio: true } }],
    ['images', { request: { ...wish.request, imageUrls: [] } }],
    ['elements', { request: { ...wish.request, elements: [] } }],
    ['callback', { webhookUrl: 'https://x' }],
    ['metadata', { metadata: { a: '1' } }],
  ])('is another request with another %s', (_what, other) => {
    expect(newEdit({ ...wish, ...other }, 0).requestHash).not.toBe(newEdit(wish, 0).requestHash);
  });
});
