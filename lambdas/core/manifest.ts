import type { InboxPlaces } from './inbox.ts';

type Json = unknown;

/**
 * The body of a manifest or preset with each key relative to its folder as an `s3://` address. What is no address and
 * no key stays as it is, for the contract to refuse.
 */
export const withAbsoluteUrls = (body: Json, folder: string, { bucket }: InboxPlaces): Json => {
  if (!isObject(body)) return body;
  const absolute = (value: Json): Json =>
    typeof value === 'string' && isRelative(value) ? `s3://${bucket}/${folder}${value}` : value;
  const each = (value: Json): Json => (Array.isArray(value) ? value.map(absolute) : value);
  const { elements } = body;
  return {
    ...body,
    ...('video_url' in body ? { video_url: absolute(body['video_url']) } : {}),
    ...('image_urls' in body ? { image_urls: each(body['image_urls']) } : {}),
    ...(Array.isArray(elements)
      ? {
          elements: elements.map((element: Json) =>
            isObject(element)
              ? {
                  ...element,
                  ...('frontal_image_url' in element
                    ? { frontal_image_url: absolute(element['frontal_image_url']) }
                    : {}),
                  ...('reference_image_urls' in element
                    ? { reference_image_urls: each(element['reference_image_urls']) }
                    : {}),
                }
              : element,
          ),
        }
      : {}),
  };
};

// A key may hold a colon; an address has `://`. From the root there is nothing relative.
const isRelative = (value: string): boolean =>
  value !== '' && !value.includes('://') && !value.startsWith('/');

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
