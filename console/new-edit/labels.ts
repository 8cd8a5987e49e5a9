/** A field as people call it, by its path in the API's words. */
export const labelOf = (path: string): string => {
  const [, list, place, part, reference] =
    /^(image_urls|elements)\[(\d+)\](?:\.(frontal_image_url|reference_image_urls)(?:\[(\d+)\])?)?$/u.exec(
      path,
    ) ?? [];
  const number = Number(place) + 1;
  if (list === 'image_urls') return `Image ${number}`;
  if (list === 'elements') {
    if (part === undefined) return `Element ${number}`;
    if (part === 'frontal_image_url') return `Element ${number}, from the front`;
    return reference === undefined
      ? `Element ${number}, other angles`
      : `Element ${number}, other angle ${Number(reference) + 1}`;
  }
  if (path.startsWith('metadata.')) return `Metadata ${path.slice('metadata.'.length)}`;
  return names[path] ?? path;
};

const names: Readonly<Partial<Record<string, string>>> = {
  prompt: 'Prompt',
  video_url: 'Clip',
  image_urls: 'Images',
  elements: 'Elements',
  webhook_url: 'Webhook',
  webhook_notices: 'Webhook notices',
  metadata: 'Metadata',
  '': 'The whole',
};
