import type { Fault } from '../../lambdas/contract/faults.ts';
import { limits } from '../../lambdas/contract/limits.ts';
import { mediaOf, type Form } from './form.ts';

/** What a form still lacks: no fault before somebody wants to send it. */
export const missingIn = (form: Form): readonly Fault[] => [
  ...(form.prompt.trim() === '' ? [{ path: 'prompt', message: 'must say what to edit' }] : []),
  ...(form.clip === undefined
    ? [{ path: 'video_url', message: 'is missing: choose a clip, or say where it lies' }]
    : []),
  ...form.elements.flatMap(({ frontal, references }, place) => [
    ...(frontal === undefined
      ? [
          {
            path: `elements[${place}].frontal_image_url`,
            message: 'is missing: choose a picture that shows the element from the front',
          },
        ]
      : []),
    ...(references.length === 0
      ? [
          {
            path: `elements[${place}].reference_image_urls`,
            message: `must be ${min} to ${max} pictures that show the element from other angles`,
          },
        ]
      : []),
  ]),
  ...(form.metadata.some(({ name, value }) => name === '' && value !== '')
    ? [{ path: 'metadata.', message: `needs a name of 1 to ${limits.metadataKeyCharacters.max} characters` }]
    : []),
  ...mediaOf(form).flatMap(({ path, medium }) =>
    medium.kind === 'address' && medium.address.trim() === ''
      ? [{ path, message: 'is missing: say where it lies' }]
      : [],
  ),
];

const { min, max } = limits.referenceImagesPerElement;
