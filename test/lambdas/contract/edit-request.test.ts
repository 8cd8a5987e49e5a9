import { describe, expect, test } from '@jest/globals';
import { editRequestSchema } from '../../../lambdas/contract/edit-request.ts';
import { noticeTypeSchema } from '../../../lambdas/contract/events.ts';
import { limits } from '../../../lambdas/contract/limits.ts';
import { deployedUrls } from '../../../lambdas/contract/urls.ts';
import { aBody, anElement, clip, faultsOf, pathsOf, picture, times } from './a-body.ts';

const schema = editRequestSchema(deployedUrls);

const metadataOf = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`name${place}`, 'x']));
const ref = (place: string): string[] => [`elements.${place}.reference_image_urls`];
const front = ['elements.0.frontal_image_url'];

/** As the provider's page prints it, to the letter. */
const publishedBody = `{
"prompt": "Replace the character in the video with @Element1, maintaining the same movements and camera angles. Transform the landscape into @Image1",
"video_url": "https://playgrounds-storage-public.runcomfy.net/tools/7246/media-files/input-1-1.mp4",
"elements": [
{
"frontal_image_url": "https://playgrounds-storage-public.runcomfy.net/tools/7246/media-files/input-1-2.png",
"reference_image_urls": [
"https://playgrounds-storage-public.runcomfy.net/tools/7246/media-files/input-1-3.jpeg"
]
}
],
"image_urls": [
"https://playgrounds-storage-public.runcomfy.net/tools/7246/media-files/input-1-4.png"
]
}`;

describe('a body', () => {
  test('as the provider publishes it passes unchanged', () => {
    const body: unknown = JSON.parse(publishedBody);
    expect(schema.parse(body)).toEqual({ ...(body as object), keep_audio: false });
  });

  test('that names no arrays has empty ones, and loses its sound', () => {
    expect(schema.parse(aBody())).toEqual({
      prompt: 'a quiet sea of grass',
      video_url: clip,
      keep_audio: false,
      image_urls: [],
      elements: [],
    });
  });

  test('with every field comes through as it is', () => {
    const body = aBody({
      prompt: 'Put @Element1 into @Image1',
      keep_audio: true,
      image_urls: [picture],
      elements: [anElement()],
      webhook_url: 'https://example.com/hook',
      metadata: { shot: '12a' },
    });
    expect(schema.parse(body)).toEqual(body);
  });

  const longest = limits.promptCharacters.max;
  test.each<[string, Record<string, unknown>]>([
    ['a prompt of 1 character', { prompt: 'x' }],
    ['a prompt of 2500 characters', { prompt: 'x'.repeat(longest) }],
    ['a prompt of 2500 characters of two units each', { prompt: '🚗'.repeat(longest) }],
    ['a prompt over several lines', { prompt: '\n a sea\n' }],
    ['4 images', { image_urls: times(4, picture) }],
    ['4 elements', { elements: times(4, anElement()) }],
    ['2 elements beside 2 images', { elements: times(2, anElement()), image_urls: times(2, picture) }],
    ['1 reference image', { elements: [anElement({ reference_image_urls: [picture] })] }],
    ['4 reference images', { elements: [anElement({ reference_image_urls: times(4, picture) })] }],
    ['empty arrays', { image_urls: [], elements: [] }],
    ['keep_audio said to be false', { keep_audio: false }],
    ['no metadata in its object', { metadata: {} }],
    ['16 entries of metadata', { metadata: metadataOf(16) }],
    ['a metadata value of 512 characters', { metadata: { shot: 'x'.repeat(512) } }],
    ['an empty metadata value', { metadata: { shot: '' } }],
    ['a webhook', { webhook_url: clip }],
    ['a webhook of one notice', { webhook_url: clip, webhook_notices: ['Edit Submitted'] }],
    ['a webhook of every notice', { webhook_url: clip, webhook_notices: noticeTypeSchema.options }],
    ['a metadata name of 128 characters', { metadata: { ['n'.repeat(128)]: 'x' } }],
  ])('with %s is an edit', (_what, fields) => {
    expect(faultsOf(aBody(fields))).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['an empty prompt', { prompt: '' }, ['prompt']],
    ['a prompt of 2501 characters of two units each', { prompt: '🚗'.repeat(longest + 1) }, ['prompt']],
    ['a blank prompt', { prompt: ' \t\n\u00a0' }, ['prompt']],
    ['a prompt with half a character', { prompt: 'a car \ud83d' }, ['prompt']],
    ['a prompt of 2501 characters', { prompt: 'x'.repeat(longest + 1) }, ['prompt']],
    ['5 images', { image_urls: times(5, picture) }, ['image_urls']],
    ['no reference image', { elements: [anElement({ reference_image_urls: [] })] }, ref('0')],
    ['5 reference images', { elements: [anElement({ reference_image_urls: times(5, picture) })] }, ref('0')],
    [
      'faults in the second element alone',
      { elements: [anElement(), anElement({ reference_image_urls: [] })] },
      ref('1'),
    ],
    ['notices for no webhook', { webhook_notices: ['Edit Failed'] }, ['webhook_notices']],
    ['no notice for a webhook', { webhook_url: clip, webhook_notices: [] }, ['webhook_notices']],
    [
      'a notice twice for a webhook',
      { webhook_url: clip, webhook_notices: ['Edit Failed', 'Edit Failed'] },
      ['webhook_notices'],
    ],
    [
      'a notice for a webhook that there is not',
      { webhook_url: clip, webhook_notices: ['Edit Failed', 'Webhook Undeliverable'] },
      ['webhook_notices.1'],
    ],
    ['a word for the notices', { webhook_url: clip, webhook_notices: 'Edit Failed' }, ['webhook_notices']],
    ['17 entries of metadata', { metadata: metadataOf(17) }, ['metadata']],
    ['a metadata value of 513 characters', { metadata: { shot: 'x'.repeat(513) } }, ['metadata.shot']],
    ['a metadata value that is a number', { metadata: { shot: 12 } }, ['metadata.shot']],
    ['a metadata value that is an object', { metadata: { shot: {} } }, ['metadata.shot']],
    [
      'a metadata name of 129 characters',
      { metadata: { ['n'.repeat(129)]: 'x' } },
      [`metadata.${'n'.repeat(129)}`],
    ],
    ['an empty metadata name', { metadata: { '': 'x' } }, ['metadata.']],
    ['a list for metadata', { metadata: ['a'] }, ['metadata']],
    ['an unknown field', { seed: 7 }, ['seed']],
    ['two unknown fields', { seed: 7, duration: 5 }, ['seed', 'duration']],
    [
      'an unknown field in an element',
      { elements: [anElement(), anElement({ name: 'car' })] },
      ['elements.1.name'],
    ],
    ['a field in the wrong case', { Keep_Audio: true }, ['Keep_Audio']],
    ['a number for the prompt', { prompt: 7 }, ['prompt']],
    ['null for the prompt', { prompt: null }, ['prompt']],
    ['no prompt', { prompt: undefined }, ['prompt']],
    ['no clip', { video_url: undefined }, ['video_url']],
    ['a list for the clip', { video_url: [clip] }, ['video_url']],
    ['a word for keep_audio', { keep_audio: 'true' }, ['keep_audio']],
    ['null for keep_audio', { keep_audio: null }, ['keep_audio']],
    ['one address for the images', { image_urls: picture }, ['image_urls']],
    ['null for the images', { image_urls: null }, ['image_urls']],
    ['a number among the images', { image_urls: [picture, 7] }, ['image_urls.1']],
    ['an object for the elements', { elements: anElement() }, ['elements']],
    ['an address for an element', { elements: [picture] }, ['elements.0']],
    ['an element without its front', { elements: [anElement({ frontal_image_url: undefined })] }, front],
    [
      'an element without references',
      { elements: [anElement({ reference_image_urls: undefined })] },
      ref('0'),
    ],
    ['a callback that is no address', { webhook_url: 'example.com' }, ['webhook_url']],
    ['null for the callback', { webhook_url: null }, ['webhook_url']],
    ['an object with a length for the prompt', { prompt: { length: { toString: 0 } } }, ['prompt']],
    ['an object with a length for the images', { image_urls: { length: { valueOf: 0 } } }, ['image_urls']],
    [
      'an object with a length in metadata',
      { metadata: { shot: { length: { toString: 0 } } } },
      ['metadata.shot'],
    ],
    [
      'an object with a length for references',
      { elements: [anElement({ reference_image_urls: { length: { toString: 0 } } })] },
      ref('0'),
    ],
    ['an address in a bucket for the callback', { webhook_url: 's3://bucket/hook' }, ['webhook_url']],
    ['a picture on disk', { image_urls: ['file:///etc/passwd'] }, ['image_urls.0']],
  ])('fault 2: with %s is refused by its path', (_what, fields, paths) => {
    expect(pathsOf(aBody(fields))).toEqual(paths);
  });

  test.each([[null], [undefined], [7], ['text'], [true], [[]], [[aBody()]]])(
    'fault 2: %j is no edit',
    (body) => {
      expect(pathsOf(body)).toEqual(['']);
    },
  );

  test('names everything that is wrong with it at once', () => {
    const body = {
      prompt: '',
      video_url: 'file:///clip.mp4',
      keep_audio: 'yes',
      image_urls: ['clip.png'],
      elements: [{ frontal_image_url: 7, reference_image_urls: [], note: '' }],
      webhook_url: '',
      seed: 1,
    };
    expect(pathsOf(body).sort()).toEqual([
      'elements.0.frontal_image_url',
      'elements.0.note',
      'elements.0.reference_image_urls',
      'image_urls.0',
      'keep_audio',
      'prompt',
      'seed',
      'video_url',
      'webhook_url',
    ]);
  });

  test('names what is wrong with each of too many pictures', () => {
    const body = aBody({
      prompt: 'Like @Image6',
      image_urls: [...times(4, picture), 'clip.png'],
      elements: [anElement({ reference_image_urls: [...times(4, picture), 'ftp://x/'] })],
    });
    expect(pathsOf(body).sort()).toEqual([
      'elements',
      'elements.0.reference_image_urls',
      'elements.0.reference_image_urls.4',
      'image_urls',
      'image_urls.4',
      'prompt',
    ]);
  });
});

describe('elements and images together', () => {
  test.each([
    [0, 5],
    [1, 4],
    [2, 3],
    [4, 1],
    [0, 50],
  ])('fault 3: %i images beside %i elements are too many', (images, elements) => {
    const body = aBody({ image_urls: times(images, picture), elements: times(elements, anElement()) });
    expect(faultsOf(body)).toContainEqual({
      path: 'elements',
      message: `elements and image_urls together must be at most 4, and are ${images + elements}`,
    });
  });
});

describe('a prompt with references', () => {
  const pictures = { image_urls: [picture], elements: times(2, anElement()) };

  test.each([
    ['names what is there', '@Element1 beside @Element2 before @Image1'],
    ['names the same twice', '@Image1, and again @Image1'],
    ['names it inside a word', 'put@Element1there'],
    ['leaves what it has unnamed', 'a car'],
    ['has names without a number', '@Element and @Image'],
    ['has names in another case', '@element9 @IMAGE9'],
    ['has a place between', '@Image 9'],
    ['has an address of mail', 'mail me@Example9.com'],
  ])('that %s is taken', (_what, prompt) => {
    expect(faultsOf(aBody({ ...pictures, prompt }))).toEqual([]);
  });

  test.each([
    ['@Element3', 'names @Element3, but elements has only 2'],
    ['@Image2', 'names @Image2, but image_urls has only 1'],
    ['@Image0', 'names @Image0, but image_urls has only 1'],
    ['@Image12', 'names @Image12, but image_urls has only 1'],
    ['put@Element99there', 'names @Element99, but elements has only 2'],
    [`@Image${'9'.repeat(30)}`, `names @Image${'9'.repeat(30)}, but image_urls has only 1`],
  ])('fault 3: %s is named as dangling', (prompt, message) => {
    expect(faultsOf(aBody({ ...pictures, prompt }))).toEqual([{ path: 'prompt', message }]);
  });

  test('fault 3: names each dangling reference once, in the order of the prompt', () => {
    const body = aBody({ prompt: '@Image1 on @Element2, then @Image1 under @Element1' });
    expect(faultsOf(body)).toEqual([
      { path: 'prompt', message: 'names @Image1, but image_urls has none' },
      { path: 'prompt', message: 'names @Element2, but elements has none' },
      { path: 'prompt', message: 'names @Element1, but elements has none' },
    ]);
  });

  test('fault 3: names a dangling reference beside faults of every other kind', () => {
    const body = aBody({ prompt: '@Image9', video_url: 'clip.mp4', keep_audio: 1, image_urls: [7], seed: 1 });
    expect(pathsOf(body).sort()).toEqual(['image_urls.0', 'keep_audio', 'prompt', 'seed', 'video_url']);
  });

  test('fault 3: is not counted where there is nothing to count', () => {
    expect(pathsOf(aBody({ prompt: '@Image9', elements: 7 }))).toEqual(['elements']);
  });

  test('fault 3: names too many pictures and a dangling reference together', () => {
    const body = aBody({ prompt: '@Image9', elements: times(5, anElement()) });
    expect(pathsOf(body)).toEqual(['elements', 'prompt']);
  });
});
