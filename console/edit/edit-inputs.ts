import type { EditBody } from '../../lambdas/contract/edit.ts';

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

/** Clip first, then pictures, then elements: the order that the local edition numbers them by. */
export const editInputs = (editId: string, request: Request): readonly EditInput[] =>
  [
    { path: 'video_url', url: request.video_url },
    ...request.image_urls.map((url, place) => ({ path: `image_urls[${place}]`, url })),
    ...request.elements.flatMap((element, place) => [
      { path: `elements[${place}].frontal_image_url`, url: element.frontal_image_url },
      ...element.reference_image_urls.map((url, reference) => ({
        path: `elements[${place}].reference_image_urls[${reference}]`,
        url,
      })),
    ]),
  ].map(({ path, url }, n) => ({ source: inputSource(editId, n), url, path, label: labelOf(path) }));

/** @param n 0 is the clip */
export const inputSource = (editId: string, n: number): string => `/local/edits/${editId}/inputs/${n}`;

const labelOf = (path: string): string => {
  const [first, second] = [...path.matchAll(/\d+/gu)].map(([digits]) => Number(digits) + 1);
  if (first === undefined) return 'Clip';
  if (path.startsWith('image_urls')) return `@Image${first}`;
  return `@Element${first}, ${second === undefined ? 'front' : `angle ${second}`}`;
};
