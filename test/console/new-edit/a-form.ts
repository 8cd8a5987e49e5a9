import { emptyForm, type Form, type Medium } from '../../../console/new-edit/form.ts';
import type { MediaFacts } from '../../../lambdas/core/ports.ts';

export const at = (address: string): Medium => ({ kind: 'address', id: address, address });

/** A form that can be sent. */
export const aForm = (changes: Partial<Form> = {}): Form => ({
  ...emptyForm,
  prompt: 'Put @Element1 into @Image1',
  clip: at('https://example.com/clip.mp4'),
  elements: [
    {
      id: 'element',
      frontal: at('https://example.com/front.png'),
      references: [at('https://example.com/side.png')],
    },
  ],
  images: [at('https://example.com/place.png')],
  ...changes,
});

export const clipFacts: MediaFacts = {
  contentType: 'video/mp4',
  extension: 'mp4',
  width: 1280,
  height: 720,
  durationSeconds: 5,
  framesPerSecond: 25,
};

export const pictureFacts: MediaFacts = {
  contentType: 'image/png',
  extension: 'png',
  width: 640,
  height: 480,
};
