import { describe, expect, it } from '@jest/globals';
import { factsLine, standingLine } from '../../../console/new-edit/facts-line.ts';
import { fieldsTowards } from '../../../console/new-edit/fields-towards.ts';
import { labelOf } from '../../../console/new-edit/labels.ts';
import { ownAddress } from '../../../console/new-edit/own-address.ts';
import { removedWords } from '../../../console/new-edit/removed-words.ts';
import { at, clipFacts } from './a-form.ts';

describe('a path', () => {
  it.each([
    ['prompt', 'Prompt'],
    ['video_url', 'Clip'],
    ['image_urls', 'Images'],
    ['image_urls[1]', 'Image 2'],
    ['elements[0].frontal_image_url', 'Element 1, from the front'],
    ['elements[2].reference_image_urls', 'Element 3, other angles'],
    ['elements[0].reference_image_urls[1]', 'Element 1, other angle 2'],
    ['metadata.shot', 'Metadata shot'],
    ['something_new', 'something_new'],
  ])('%s is called %s', (path, label) => {
    expect(labelOf(path)).toBe(label);
  });

  it('leads from the inside out', () => {
    expect(fieldsTowards('elements[0].reference_image_urls[1]')).toEqual([
      'elements[0].reference_image_urls[1]',
      'elements[0].reference_image_urls',
      'elements[0]',
      'elements',
    ]);
  });
});

describe('an address', () => {
  const origin = 'http://127.0.0.1:4700';
  it.each([
    [`${origin}/samples/input-1-1.mp4`, `${origin}/samples/input-1-1.mp4`],
    ['s3://local/uploads/a b/c.png', `${origin}/files/uploads/a%20b/c.png`],
    ['s3://footage/c.png', undefined],
    ['https://example.com/c.png', undefined],
    ['http://127.0.0.1:47001/c.png', undefined],
    ['', undefined],
  ])('%j is shown from %s', (address, shown) => {
    expect(ownAddress(address, origin)).toBe(shown);
  });
});

describe('a clip', () => {
  const file = { kind: 'file', id: 'c', name: 'c.mp4', sizeBytes: 1_234_567 } as const;
  const seen = { is: 'seen', facts: clipFacts, sizeBytes: 473_197 } as const;

  it('is told by what was seen of it', () => {
    expect(factsLine(file, seen)).toBe('mp4, 1280 × 720, 5 s, 25 frames a second, 1.3 MB');
    expect(factsLine(at('https://example.com/c.mp4'), seen)).toContain('474 kB');
    expect(factsLine(file, { is: 'looking' })).toBe('1.3 MB');
  });

  it.each([
    [{ is: 'looking' }, undefined, 'Being looked into …'],
    [seen, { is: 'uploading' }, 'Uploading …'],
    [seen, { is: 'done', url: 's3://local/x' }, 'Uploaded.'],
    [seen, { is: 'waiting' }, 'Not uploaded.'],
    [
      { is: 'unseen', why: 'No time' },
      { is: 'done', url: 's3://local/x' },
      'Uploaded. No time: the server does when you send.',
    ],
  ] as const)('of look %j and upload %j stands so', (look, upload, line) => {
    expect(standingLine(file, look, upload)).toBe(line);
  });
});

describe('a picture that is removed', () => {
  it.each([
    ['like @Image1', 'like @Image0', 'says @Image0 there now'],
    ['like @Image2', 'like @Image1', 'names the others by their new numbers'],
    ['@Image0 and @Image1', '@Image0 and @Image0', 'says @Image0 there now'],
  ])('from %j, which is %j then, is told', (before, after, words) => {
    expect(removedWords('@Image1', '@Image0', before, after)).toContain(words);
  });
});
