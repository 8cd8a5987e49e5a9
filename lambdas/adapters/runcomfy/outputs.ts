import type { ProviderOutput } from '../../core/provider.ts';
import type { AnswerBody } from './answer.ts';

/** The addresses of what was made, as they stand there. Only these four fields: an answer may repeat the request. */
export const outputsOf = ({ output = {} }: AnswerBody): ProviderOutput[] => {
  const found = [
    ...addresses('video', output['video']),
    ...addresses('video', output['videos']),
    ...addresses('image', output['image']),
    ...addresses('image', output['images']),
  ];
  return found.filter(({ url }, place) => found.findIndex((other) => other.url === url) === place);
};

const addresses = (kind: ProviderOutput['kind'], value: unknown): ProviderOutput[] =>
  (Array.isArray(value) ? value : [value])
    .map((item: unknown) => (isRecord(item) ? item['url'] : item))
    .filter(isWebAddress)
    .map((url) => ({ kind, url }));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isWebAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\/\S+$/iu.test(value) && URL.canParse(value);
