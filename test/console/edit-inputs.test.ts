import { describe, expect, it } from '@jest/globals';
import { editInputs } from '../../console/edit/edit-inputs.ts';
import { titleOf } from '../../console/edit/title.ts';
import { addressesOf } from '../../lambdas/core/input-places.ts';
import { anEditBody } from './an-edit-body.ts';

const request = {
  prompt: 'Put @Element1 and @Element2 into @Image1, not @Image9',
  video_url: 'https://example.com/clip.mp4',
  keep_audio: true,
  image_urls: ['https://example.com/1.png', 'https://example.com/2.png'],
  elements: [
    { frontal_image_url: 'https://example.com/3.png', reference_image_urls: ['https://example.com/4.png'] },
    { frontal_image_url: 'https://example.com/5.png', reference_image_urls: ['https://example.com/6.png'] },
  ],
};

describe('the inputs of an edit', () => {
  const inputs = editInputs('ed_1', request);

  it('have the order that the server numbers them by', () => {
    const there = addressesOf({
      prompt: request.prompt,
      videoUrl: request.video_url,
      keepAudio: request.keep_audio,
      imageUrls: request.image_urls,
      elements: request.elements.map((element) => ({
        frontalImageUrl: element.frontal_image_url,
        referenceImageUrls: element.reference_image_urls,
      })),
    });
    expect(inputs.map(({ path, url }) => ({ path, url }))).toEqual(there);
    expect(inputs.map(({ source }) => source)).toEqual(
      there.map((_address, n) => `/local/edits/ed_1/inputs/${n}`),
    );
  });

  it('are called as the prompt calls them', () => {
    expect(inputs.map(({ label }) => label)).toEqual([
      'Clip',
      '@Image1',
      '@Image2',
      '@Element1, front',
      '@Element1, angle 1',
      '@Element2, front',
      '@Element2, angle 1',
    ]);
  });
});

describe('the title of an edit', () => {
  it('is its prompt in one line, cut between words', () => {
    const prompt = `Make\n it ${'very '.repeat(40)}dark`;
    const title = titleOf(anEditBody({ request: { ...request, prompt } }));
    expect(title).toMatch(/^Make it very .* very…$/u);
    expect(title.length).toBeLessThanOrEqual(91);
  });

  it('is its id once the prompt is gone', () => {
    expect(titleOf(anEditBody({ request: undefined }))).toBe(`Deleted edit ed_${'a'.repeat(26)}`);
  });
});
