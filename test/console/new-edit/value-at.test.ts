import { expect, it } from '@jest/globals';
import { valueAt } from '../../../console/new-edit/value-at.ts';

const body = { prompt: 'x', elements: [{ reference_image_urls: ['a', 'b'] }] };

it.each([
  ['prompt', 'x'],
  ['elements[0].reference_image_urls[1]', 'b'],
  ['elements[1].frontal_image_url', undefined],
  ['nothing.here', undefined],
  ['', body],
])('a body has at %j what it has there', (path, value) => {
  expect(valueAt(body, path)).toEqual(value);
});
