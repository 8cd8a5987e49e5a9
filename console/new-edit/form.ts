import type { EditRequestInput } from '../../lambdas/contract/edit-request.ts';
import type { Counts } from './references.ts';

/** A clip or picture as it was given: a file of this computer, or where it lies. `id` is the form's own. */
export type Medium =
  | { readonly kind: 'file'; readonly id: string; readonly name: string; readonly sizeBytes: number }
  | { readonly kind: 'address'; readonly id: string; readonly address: string };

export interface ElementDraft {
  readonly id: string;
  readonly frontal?: Medium | undefined;
  readonly references: readonly Medium[];
}

export interface MetadataRow {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

/** All that was typed and chosen. Never changed, only replaced. */
export interface Form {
  readonly prompt: string;
  readonly clip?: Medium | undefined;
  readonly elements: readonly ElementDraft[];
  readonly images: readonly Medium[];
  readonly keepAudio: boolean;
  readonly webhookUrl: string;
  readonly metadata: readonly MetadataRow[];
}

export const emptyForm: Form = {
  prompt: '',
  elements: [],
  images: [],
  keepAudio: false,
  webhookUrl: '',
  metadata: [],
};

export const countsOf = ({ elements, images }: Form): Counts => ({
  Element: elements.length,
  Image: images.length,
});

export interface Placed {
  /** As the API names it: `elements[0].reference_image_urls[1]`. */
  readonly path: string;
  readonly kind: 'video' | 'image';
  readonly medium: Medium;
}

/** Clip and pictures of a form, each with where it stands in the request. */
export const mediaOf = ({ clip, elements, images }: Form): readonly Placed[] => [
  ...(clip === undefined ? [] : [{ path: 'video_url', kind: 'video' as const, medium: clip }]),
  ...images.map((medium, place) => ({ path: `image_urls[${place}]`, kind: 'image' as const, medium })),
  ...elements.flatMap(({ frontal, references }, place) => [
    ...(frontal === undefined
      ? []
      : [{ path: `elements[${place}].frontal_image_url`, kind: 'image' as const, medium: frontal }]),
    ...references.map((medium, reference) => ({
      path: `elements[${place}].reference_image_urls[${reference}]`,
      kind: 'image' as const,
      medium,
    })),
  ]),
];

/**
 * The body of `POST /v1/edits` that a form amounts to.
 * @param addressOf where a medium lies; what has not been uploaded yet needs a stand-in to be checked
 */
export const requestOf = (form: Form, addressOf: (medium: Medium) => string): EditRequestInput => {
  const rows = form.metadata.filter(({ name, value }) => name !== '' || value !== '');
  const webhookUrl = form.webhookUrl.trim();
  return {
    prompt: form.prompt,
    video_url: form.clip === undefined ? '' : addressOf(form.clip),
    keep_audio: form.keepAudio,
    image_urls: form.images.map(addressOf),
    elements: form.elements.map(({ frontal, references }) => ({
      frontal_image_url: frontal === undefined ? '' : addressOf(frontal),
      reference_image_urls: references.map(addressOf),
    })),
    ...(webhookUrl === '' ? {} : { webhook_url: webhookUrl }),
    ...(rows.length === 0
      ? {}
      : { metadata: Object.fromEntries(rows.map(({ name, value }) => [name, value])) }),
  };
};
