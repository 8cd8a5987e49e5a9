/** What a body has at a path as the API writes it, `elements[0].frontal_image_url`; undefined where it has nothing there. */
export const valueAt = (body: unknown, path: string): unknown =>
  [...path.matchAll(/\[(?<place>\d+)\]|[^.[\]]+/gu)].reduce<unknown>((value, { 0: part, groups }) => {
    const name = groups?.['place'] ?? part;
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)[name]
      : undefined;
  }, body);
