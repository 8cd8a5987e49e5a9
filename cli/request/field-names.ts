import type { Fault } from '../errors.ts';

// The API writes image_urls[1], zod's paths are joined by points.
const partsOf = (field: string): string[] => field.replaceAll(/\[(\d+)\]/gu, '.$1').split('.');

/** A field of the request as the command line names it. */
export const optionOf = (field: string): string => {
  const [name = '', n, part, place] = partsOf(field);
  switch (name) {
    case 'video_url':
      return 'CLIP';
    case 'prompt':
      return '--prompt';
    case 'keep_audio':
      return '--keep-audio';
    case 'image_urls':
      return n === undefined ? '--image' : `--image ${Number(n) + 1}`;
    case 'elements':
      if (n === undefined) return '--element';
      if (part === undefined) return `--element ${Number(n) + 1}`;
      if (part === 'frontal_image_url') return `--element ${Number(n) + 1}, its first picture`;
      return place === undefined
        ? `--element ${Number(n) + 1}, its pictures after the first`
        : `--element ${Number(n) + 1}, its picture ${Number(place) + 2}`;
    case 'webhook_url':
      return '--webhook';
    case 'metadata':
      return n === undefined ? '--metadata' : `--metadata ${field.slice('metadata.'.length)}`;
    default:
      return name;
  }
};

/** A field of the request as a line of a manifest names it. */
export const manifestFieldOf = (field: string): string => {
  const [name = '', n, part, place] = partsOf(field);
  switch (name) {
    case 'video_url':
      return 'clip';
    case 'image_urls':
      return n === undefined ? 'images' : `images.${n}`;
    case 'elements':
      if (n === undefined) return name;
      if (part === undefined) return `elements.${n}`;
      if (part === 'frontal_image_url') return `elements.${n}.0`;
      return place === undefined ? `elements.${n}` : `elements.${n}.${Number(place) + 1}`;
    default:
      return field;
  }
};

export const renamed = (faults: readonly Fault[], nameOf: (field: string) => string): readonly Fault[] =>
  faults.map(({ at, message }) => ({ at: nameOf(at), message }));
