import { isAbsolute, join, resolve } from 'node:path';

/** Where a clip or a picture is. */
export type Place =
  { readonly kind: 'address'; readonly url: string } | { readonly kind: 'file'; readonly path: string };

export interface AskedElement<Media = Place> {
  readonly frontal: Media;
  readonly references: readonly Media[];
}

/** An edit as somebody asks for it: `POST /v1/edits` before its files have addresses. */
export interface AskedEdit<Media = Place> {
  readonly clip: Media;
  readonly prompt: string;
  readonly images: readonly Media[];
  readonly elements: readonly AskedElement<Media>[];
  readonly keepAudio: boolean;
  readonly webhookUrl?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** 1 is the first; another one is another edit of the same. */
  readonly take: number;
}

/** @param folder that a file is named from */
export const placeOf = (text: string, folder: string): Place => {
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(text)) return { kind: 'address', url: text };
  return { kind: 'file', path: isAbsolute(text) ? resolve(text) : join(resolve(folder), text) };
};

/** The same edit with something in the place of each clip and picture; `path` is the field of the request. */
export const mapMedia = <From, To>(
  asked: AskedEdit<From>,
  map: (media: From, path: string) => To,
): AskedEdit<To> => ({
  ...asked,
  clip: map(asked.clip, 'video_url'),
  images: asked.images.map((image, n) => map(image, `image_urls.${n}`)),
  elements: asked.elements.map(({ frontal, references }, n) => ({
    frontal: map(frontal, `elements.${n}.frontal_image_url`),
    references: references.map((reference, place) =>
      map(reference, `elements.${n}.reference_image_urls.${place}`),
    ),
  })),
});

/** Every clip and picture of it, with the field of the request that will name it. */
export const mediaOf = <Media>(asked: AskedEdit<Media>): readonly { media: Media; path: string }[] => {
  const found: { media: Media; path: string }[] = [];
  mapMedia(asked, (media, path) => found.push({ media, path }));
  return found;
};
