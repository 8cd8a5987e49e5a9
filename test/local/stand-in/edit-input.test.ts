import { describe, expect, it } from '@jest/globals';
import { readEditInput } from '../../../local/stand-in/edit-input.ts';
import { ProviderError } from '../../../local/stand-in/provider-error.ts';

const image = 'https://media.example/a.png';
const element = { frontal_image_url: image, reference_image_urls: [image] };
const valid = {
  prompt: 'Make it snow',
  video_url: 'https://media.example/clip.mp4',
  image_urls: [],
  elements: [],
};

const refusalOf = (body: unknown): ProviderError => {
  try {
    readEditInput(body);
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('was not refused');
};

describe('the input of an edit', () => {
  it.each([
    ['the least there can be', valid],
    [
      'everything there can be',
      { ...valid, keep_audio: true, elements: [element, element], image_urls: [image, image] },
    ],
    [
      'a .mov in capitals with a query',
      { ...valid, video_url: 'https://media.example/clip.MOV?signature=a.b' },
    ],
    ['plain http on this machine', { ...valid, video_url: 'http://127.0.0.1:8000/clip.mp4' }],
    ['keys nobody knows', { ...valid, seed: 7 }],
    ['the longest prompt', { ...valid, prompt: 'x'.repeat(2500) }],
  ])('takes %s', (_, body) => {
    expect(readEditInput(body)).toEqual(body);
  });

  it.each([
    ['no object', [], 'body must be a JSON object'],
    ['nothing', undefined, 'body is required'],
    ['no prompt', { ...valid, prompt: undefined }, 'prompt is required'],
    ['an empty prompt', { ...valid, prompt: '' }, 'prompt must not be empty'],
    [
      'a prompt that is too long',
      { ...valid, prompt: 'x'.repeat(2501) },
      'prompt must not be longer than 2500 characters',
    ],
    ['a prompt that is a number', { ...valid, prompt: 1 }, 'prompt must be a string'],
    ['no video', { ...valid, video_url: undefined }, 'video_url is required'],
    [
      'another kind of video',
      { ...valid, video_url: 'https://media.example/clip.avi' },
      'video_url must end in .mp4 or .mov',
    ],
    [
      'plain http elsewhere',
      { ...valid, video_url: 'http://media.example/clip.mp4' },
      'video_url must be a public https URL',
    ],
    [
      'data in a URL',
      { ...valid, image_urls: ['data:image/png;base64,AA=='] },
      'image_urls[0] must be a public https URL',
    ],
    ['no images', { ...valid, image_urls: undefined }, 'image_urls is required'],
    ['no elements', { ...valid, elements: undefined }, 'elements is required'],
    [
      'five images',
      { ...valid, image_urls: new Array(5).fill(image) },
      'image_urls must hold at most 4 images',
    ],
    [
      'five of both',
      { ...valid, elements: [element, element], image_urls: [image, image, image] },
      'elements with a video, elements and image_urls together must not be more than 4',
    ],
    [
      'an element without references',
      { ...valid, elements: [{ ...element, reference_image_urls: [] }] },
      'elements[0].reference_image_urls must hold at least one image',
    ],
    [
      'an element with five references',
      { ...valid, elements: [{ ...element, reference_image_urls: new Array(5).fill(image) }] },
      'elements[0].reference_image_urls must hold at most 4 images',
    ],
    [
      'an element without a front',
      { ...valid, elements: [{ reference_image_urls: [image] }] },
      'elements[0].frontal_image_url is required',
    ],
    ['a word for keep_audio', { ...valid, keep_audio: 'yes' }, 'keep_audio must be true or false'],
  ])('refuses %s and names the field', (_, body, words) => {
    const refusal = refusalOf(body);
    expect(refusal.message).toBe(words);
    expect(refusal.answer).toMatchObject({
      status: 422,
      body: { error_code: 422001, error_message: words, detail: [{ field: expect.any(String) }] },
    });
  });
});
