import { describe, expect, it, test } from '@jest/globals';
import { askedBy, type EditOptions } from '../../cli/request/edit-options.ts';
import { placeOf, type AskedEdit } from '../../cli/request/asked-edit.ts';
import { faultsOf } from '../../cli/request/check-request.ts';
import { manifestFieldOf, optionOf } from '../../cli/request/field-names.ts';
import { deployedUrls, localUrls } from '../../lambdas/contract/urls.ts';

const plain: EditOptions = { prompt: 'A blue night', image: [], element: [], metadata: [], take: '1' };

describe('the options of an edit', () => {
  it('become the edit that they say', () => {
    const { asked, faults } = askedBy(
      'clip.mp4',
      {
        ...plain,
        image: ['a.png', 'https://example.com/b.jpg'],
        element: ['front.png, side.jpg'],
        keepAudio: true,
        metadata: ['show=evening=drive', 'empty='],
        take: '2',
      },
      '/work',
    );
    expect(faults).toEqual([]);
    expect(asked).toEqual({
      clip: { kind: 'file', path: '/work/clip.mp4' },
      prompt: 'A blue night',
      images: [
        { kind: 'file', path: '/work/a.png' },
        { kind: 'address', url: 'https://example.com/b.jpg' },
      ],
      elements: [
        {
          frontal: { kind: 'file', path: '/work/front.png' },
          references: [{ kind: 'file', path: '/work/side.jpg' }],
        },
      ],
      keepAudio: true,
      webhookUrl: undefined,
      metadata: { show: 'evening=drive', empty: '' },
      take: 2,
    });
  });

  test.each<[string, Partial<EditOptions>, string]>([
    ['metadata without =', { metadata: ['show'] }, '--metadata'],
    ['metadata without a key', { metadata: ['=x'] }, '--metadata'],
    ['the same metadata twice', { metadata: ['a=1', 'a=2'] }, '--metadata'],
    ['a take of 0', { take: '0' }, '--take'],
    ['a take that is no number', { take: 'two' }, '--take'],
    ['an element with a hole', { element: ['front.png,,side.png'] }, '--element 1'],
    ['a key with a line break', { key: 'a\nb' }, '--key'],
    ['an empty key', { key: '' }, '--key'],
    ['a key that is too long', { key: 'k'.repeat(256) }, '--key'],
  ])('fail by name for %s', (_name, options, at) => {
    expect(askedBy('clip.mp4', { ...plain, ...options }, '/').faults).toEqual([
      expect.objectContaining({ at }),
    ]);
  });
});

describe('a place', () => {
  test.each([
    ['clip.mp4', { kind: 'file', path: '/here/clip.mp4' }],
    ['/clips/../clip.mp4', { kind: 'file', path: '/clip.mp4' }],
    ['https://example.com/clip.mp4', { kind: 'address', url: 'https://example.com/clip.mp4' }],
    ['S3://footage/clip.mp4', { kind: 'address', url: 'S3://footage/clip.mp4' }],
    ['C:\\clip.mp4', { kind: 'file', path: '/here/C:\\clip.mp4' }],
  ])('%s is read', (text, place) => {
    expect(placeOf(text, '/here')).toEqual(place);
  });
});

describe('an edit that the API would refuse', () => {
  const asked = (more: Partial<AskedEdit>): AskedEdit => ({
    ...askedBy('clip.mp4', plain, '/').asked,
    ...more,
  });
  const file = { kind: 'file', path: '/a.png' } as const;
  const local = { kind: 'address', url: 'http://127.0.0.1:4700/samples/input-1-1.mp4' } as const;

  test.each<[string, Partial<AskedEdit>, string]>([
    ['no prompt', { prompt: ' ' }, '--prompt'],
    ['a prompt that is too long', { prompt: 'x'.repeat(2_501) }, '--prompt'],
    ['an image that nobody gave', { prompt: 'As @Image1' }, '--prompt'],
    ['five images', { images: [file, file, file, file, file] }, '--image'],
    [
      'an element of one picture',
      { elements: [{ frontal: file, references: [] }] },
      '--element 1, its pictures after the first',
    ],
    ['an address of this machine, deployed', { clip: local }, 'CLIP'],
    ['a webhook to nowhere', { webhookUrl: 'hooks' }, '--webhook'],
    [
      'a second image that is no address',
      { images: [file, { kind: 'address', url: 'ftp://a/b' }] },
      '--image 2',
    ],
  ])('is found before anything is sent: %s', (_name, more, at) => {
    expect(faultsOf(asked(more), deployedUrls).map((fault) => optionOf(fault.at))).toEqual([at]);
  });

  it('is none where the local edition takes the address', () => {
    expect(faultsOf(asked({ clip: local }), localUrls)).toEqual([]);
  });

  it('is one whose body is too large, though each part of it is not', () => {
    const long = (n: number) => `https://example.com/${n}${'a'.repeat(8_100)}`;
    const address = (n: number) => ({ kind: 'address' as const, url: long(n) });
    const emoji = '\u{1F600}';
    const entries = Array.from({ length: 16 }, (_, n) => [`k${n}`, emoji.repeat(256)] as const);
    const large = asked({
      clip: address(0),
      images: [1, 2, 3, 4].map(address),
      webhookUrl: long(5),
      prompt: emoji.repeat(1_250),
      metadata: Object.fromEntries(entries),
    });
    expect(faultsOf(large, deployedUrls)).toEqual([
      { at: 'request', message: expect.stringContaining('at most 65536 bytes') },
    ]);
  });
});

describe('a field of the request', () => {
  test.each([
    ['video_url', 'CLIP', 'clip'],
    ['prompt', '--prompt', 'prompt'],
    ['keep_audio', '--keep-audio', 'keep_audio'],
    ['image_urls', '--image', 'images'],
    ['image_urls.1', '--image 2', 'images.1'],
    ['image_urls[1]', '--image 2', 'images.1'],
    ['elements[0].reference_image_urls[1]', '--element 1, its picture 3', 'elements.0.2'],
    ['elements[1]', '--element 2', 'elements.1'],
    ['elements', '--element', 'elements'],
    ['elements.0.frontal_image_url', '--element 1, its first picture', 'elements.0.0'],
    ['elements.0.reference_image_urls', '--element 1, its pictures after the first', 'elements.0'],
    ['elements.0.reference_image_urls.1', '--element 1, its picture 3', 'elements.0.2'],
    ['webhook_url', '--webhook', 'webhook_url'],
    ['metadata', '--metadata', 'metadata'],
    ['metadata.a.b', '--metadata a.b', 'metadata.a.b'],
    ['request', 'request', 'request'],
  ])('%s is %s on the command line and %s in a manifest', (field, option, inManifest) => {
    expect([optionOf(field), manifestFieldOf(field)]).toEqual([option, inManifest]);
  });
});
