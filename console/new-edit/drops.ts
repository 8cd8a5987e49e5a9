import { withImages, withPictures } from './arranging.ts';
import type { Model } from './model.ts';
import { sorted } from './sorting.ts';

/**
 * Puts files where they belong: a clip is the clip, pictures are images, or go to an element.
 * @param element whose pictures they are, from 0; undefined for none
 * @returns what is to be said of it
 */
export const place = (model: Model, files: readonly File[], element: number | undefined): string => {
  const { clips, pictures, others } = sorted(files);
  const [clip, ...more] = clips;
  if (clip !== undefined) {
    const medium = model.media.take(clip, 'video');
    model.change((form) => ({ ...form, clip: medium }));
  }
  if (pictures.length > 0) {
    const added = pictures.map((file) => model.media.take(file, 'image'));
    model.change((form) =>
      element === undefined ? withImages(form, added) : withPictures(form, element, added),
    );
  }
  const at = element === undefined ? 'the images' : `element ${element + 1}`;
  return [
    ...(clip === undefined ? [] : [`${clip.name} is the clip.`]),
    ...(pictures.length === 0 ? [] : [`${pictures.map(({ name }) => name).join(', ')} added to ${at}.`]),
    ...(more.length === 0 ? [] : [`An edit has one clip: ${namesOf(more)} not taken.`]),
    ...(others.length === 0 ? [] : [`Neither a clip nor a picture: ${namesOf(others)} not taken.`]),
  ].join(' ');
};

const namesOf = (files: readonly File[]): string =>
  `${files.map(({ name }) => name).join(', ')} ${files.length === 1 ? 'is' : 'are'}`;
