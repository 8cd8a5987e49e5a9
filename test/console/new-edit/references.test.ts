import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { danglingIn, segmentsOf } from '../../../console/new-edit/references.ts';
import { editRequestSchema } from '../../../lambdas/contract/edit-request.ts';
import { localUrls } from '../../../lambdas/contract/urls.ts';
import { prompts } from './prompts.ts';

const counts = fc.record({ Element: fc.nat({ max: 2 }), Image: fc.nat({ max: 2 }) });

describe('a prompt cut into segments', () => {
  it('is itself again when they are put together', () => {
    fc.assert(
      fc.property(prompts, counts, (prompt, there) => {
        expect(
          segmentsOf(prompt, there)
            .map(({ text }) => text)
            .join(''),
        ).toBe(prompt);
      }),
    );
  });

  it('has the dangling references that the server refuses, and no other', () => {
    const schema = editRequestSchema(localUrls);
    const picture = 'https://example.com/a.png';
    fc.assert(
      fc.property(prompts, counts, (prompt, there) => {
        const { error } = schema.safeParse({
          prompt,
          video_url: 'https://example.com/a.mp4',
          image_urls: Array.from({ length: there.Image }, () => picture),
          elements: Array.from({ length: there.Element }, () => ({
            frontal_image_url: picture,
            reference_image_urls: [picture],
          })),
        });
        const refused = (error?.issues ?? []).flatMap(
          ({ message }) => /^names (?<reference>@\w+),/u.exec(message)?.groups?.['reference'] ?? [],
        );
        expect(danglingIn(prompt, there)).toEqual(refused);
      }),
    );
  });

  it('tells elements, images and what leads nowhere', () => {
    expect(segmentsOf('Put @Element1 into @Image1, not @Image2', { Element: 1, Image: 1 })).toEqual([
      { text: 'Put ', kind: 'text' },
      { text: '@Element1', kind: 'element' },
      { text: ' into ', kind: 'text' },
      { text: '@Image1', kind: 'image' },
      { text: ', not ', kind: 'text' },
      { text: '@Image2', kind: 'dangling' },
    ]);
  });
});
