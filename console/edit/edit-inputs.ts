import type { EditBody } from '../../lambdas/contract/edit.ts';
import { addressesOf } from '../../lambdas/core/input-places.ts';

type Request = NonNullable<EditBody['request']>;

/** A clip or picture of an edit. */
export interface EditInput {
  /** Where the local edition has it: `/local/edits/ed_…/inputs/1`. */
  readonly source: string;
  /** As the request names it. */
  readonly url: string;
  /** `image_urls[0]`. */
  readonly path: string;
  /** As the prompt names it, for people: `Clip`, `@Image1`, `@Element1, front`, `@Element1, angle 2`. */
  readonly label: string;
}

/** Clip first, then pictures, then elements, as the request has them. */
export const editInputs = (editId: string, request: Request): readonly EditInput[] =>
  addressesOf({
    prompt: request.prompt,
    videoUrl: request.video_url,
    keepAudio: request.keep_audio,
    imageUrls: request.image_urls,
    elements: request.elements.map((element) => ({
      frontalImageUrl: element.frontal_image_url,
      referenceImageUrls: element.reference_image_urls,
    })),
  }).map(({ path, url }, n) => ({ source: inputSource(editId, n), url, path, label: labelOf(path) }));

/** @param n 0 is the clip */
export const inputSource = (editId: string, n: number): string => `/local/edits/${editId}/inputs/${n}`;

const labelOf = (path: string): string => {
  const [first, second] = [...path.matchAll(/\d+/gu)].map(([digits]) => Number(digits) + 1);
  if (first === undefined) return 'Clip';
  if (path.startsWith('image_urls')) return `@Image${first}`;
  return `@Element${first}, ${second === undefined ? 'front' : `angle ${second}`}`;
};
