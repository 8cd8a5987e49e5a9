import { emptyForm, type Form } from './form.ts';

/** The provider's own example, with the clip and pictures that come with Reshoot. @param origin `http://127.0.0.1:4700` */
export const sampleForm = (origin: string): Form => {
  const at = (name: string) => ({ kind: 'address' as const, id: name, address: `${origin}/samples/${name}` });
  return {
    ...emptyForm,
    prompt:
      'Replace the character in the video with @Element1, maintaining the same movements and camera angles. Transform the landscape into @Image1',
    clip: at('input-1-1.mp4'),
    elements: [{ id: 'sample', frontal: at('input-1-2.png'), references: [at('input-1-3.jpeg')] }],
    images: [at('input-1-4.png')],
  };
};
