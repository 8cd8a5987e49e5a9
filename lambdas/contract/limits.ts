/**
 * What the provider accepts. `page` is the model's own page (input schema and its descriptions), `kling` the
 * model maker's reference for the same edit; where they differ the stricter one counts.
 */
export const limits = {
  promptCharacters: { max: 2_500, source: 'kling: prompt of the omni-video request' },
  images: { max: 4, source: 'page: image_urls.maxItems' },
  elementsAndImages: { max: 4, source: 'page: image_urls.description, with a video' },
  referenceImagesPerElement: { min: 1, max: 4, source: 'page: elements.reference_image_urls' },
  bodyBytes: { max: 65_536, source: 'ours: a request is text and addresses' },
  metadataEntries: { max: 16, source: 'ours' },
  metadataValueCharacters: { max: 512, source: 'ours' },
  metadataKeyCharacters: { max: 128, source: 'ours' },
  urlCharacters: { max: 8_192, source: 'ours: a pre-signed URL with a session token is about 2,000' },
  idempotencyKeyCharacters: { max: 255, source: 'ours' },
} as const;
