import { describe, expect, it, test } from '@jest/globals';
import type { AskedEdit } from '../../cli/request/asked-edit.ts';
import { editKeyOf, type Identity } from '../../cli/request/edit-key.ts';

const asked: AskedEdit<Identity> = {
  clip: { sha256: 'c'.repeat(64) },
  prompt: 'A blue night',
  images: [{ sha256: 'a'.repeat(64) }, { address: 'https://example.com/b.png' }],
  elements: [{ frontal: { sha256: 'f'.repeat(64) }, references: [{ sha256: '1'.repeat(64) }] }],
  keepAudio: false,
  webhookUrl: 'https://example.com/hook',
  metadata: { a: '1', b: '2' },
  take: 1,
};
const api = 'https://api.example';
const key = editKeyOf(api, asked);

describe('the key of an edit', () => {
  it('fits into a header', () => {
    expect(key).toMatch(/^cli-[0-9a-f]{64}$/u);
  });

  it('is the same for the same edit, in whatever order its metadata was written', () => {
    expect(editKeyOf(api, { ...asked, metadata: { b: '2', a: '1' } })).toBe(key);
    expect(editKeyOf(api, { ...asked, metadata: {} })).toBe(
      editKeyOf(api, { ...asked, metadata: undefined }),
    );
  });

  test.each<[string, Partial<AskedEdit<Identity>>]>([
    ['clip', { clip: { sha256: 'd'.repeat(64) } }],
    ['clip by address', { clip: { address: 'c'.repeat(64) } }],
    ['prompt', { prompt: 'A blue night ' }],
    ['order of images', { images: asked.images.toReversed() }],
    ['images', { images: [] }],
    [
      'role of a picture',
      { elements: [{ frontal: { sha256: '1'.repeat(64) }, references: [{ sha256: 'f'.repeat(64) }] }] },
    ],
    ['sound', { keepAudio: true }],
    ['webhook', { webhookUrl: undefined }],
    ['metadata', { metadata: { a: '1', b: '3' } }],
    ['take', { take: 2 }],
  ])('is another one for another %s', (_name, change) => {
    expect(editKeyOf(api, { ...asked, ...change })).not.toBe(key);
  });

  it('is another one for another API', () => {
    expect(editKeyOf('https://other.example', asked)).not.toBe(key);
  });
});
