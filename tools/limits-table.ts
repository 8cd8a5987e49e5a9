import { limits, relaxedLimitsSchema, type Choice, type Limit } from '../lambdas/contract/limits.ts';

const sources = {
  page: "the model's page at RunComfy",
  fal: "fal.ai's reference of the model",
  kling: "Kling's reference of the same edit",
  ours: 'Reshoot',
};

const names: Readonly<Record<string, string>> = {
  promptCharacters: 'prompt',
  images: '`image_urls`',
  elementsAndImages: '`elements` and `image_urls` together',
  referenceImagesPerElement: '`reference_image_urls` of an element',
  clipFormats: 'clip: format',
  clipSeconds: 'clip: length',
  clipSidePixels: 'clip: each side, as it is shown',
  clipBytes: 'clip: size',
  clipFramesPerSecond: 'clip: frame rate, on average',
  pictureFormats: 'picture: format',
  pictureSidePixels: 'picture: each side',
  pictureAspect: 'picture: aspect',
  pictureBytes: 'picture: size',
  bodyBytes: 'the body of a request',
  metadataEntries: '`metadata`: entries',
  metadataValueCharacters: '`metadata`: a value',
  metadataKeyCharacters: '`metadata`: a key',
  urlCharacters: 'an address',
  idempotencyKeyCharacters: '`Idempotency-Key`',
};

/** Every limit of a request, with its source and the setting that relaxes it, as a table in Markdown. */
export const limitsTable = (): string =>
  [
    '| what | limit | source | relaxed by |',
    '| --- | --- | --- | --- |',
    ...Object.entries(limits).map(([name, limit]) => {
      const { from, at } = limit.source;
      const setting = name in relaxedLimitsSchema.shape ? `\`limits.${name}\`` : '';
      return `| ${names[name] ?? name} | ${range(limit)} | ${sources[from]}: ${at} | ${setting} |`;
    }),
  ].join('\n');

const range = (limit: Limit | Choice): string => {
  if ('oneOf' in limit) return limit.oneOf.join(', ');
  const { min, max, unit } = limit;
  const number = (value: number): string => value.toLocaleString('en-US');
  if (min !== undefined && max !== undefined) return `${number(min)} to ${number(max)} ${unit}`;
  return max === undefined ? `at least ${number(min ?? 0)} ${unit}` : `at most ${number(max)} ${unit}`;
};
