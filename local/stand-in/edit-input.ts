import { z } from 'zod';
import { codes, ProviderError } from './provider-error.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The provider takes https alone; on one machine the files of a demo come from http on loopback. */
const isFetchable = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
};

const needed = (kind: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? 'is required' : `must be ${kind}`),
});

const mediaUrl = z.string(needed('a string')).refine(isFetchable, 'must be a public https URL');
const isVideoName = (text: string) => /\.(mp4|mov)$/i.test(URL.parse(text)?.pathname ?? '.mp4');

const element = z.looseObject(
  {
    frontal_image_url: mediaUrl,
    reference_image_urls: z
      .array(mediaUrl, needed('an array'))
      .min(1, 'must hold at least one image')
      .max(4, 'must hold at most 4 images'),
  },
  needed('an object'),
);

/** Unknown keys pass, as they were seen to at the provider. */
const editInput = z
  .looseObject(
    {
      prompt: z
        .string(needed('a string'))
        .min(1, 'must not be empty')
        .max(2500, 'must not be longer than 2500 characters'),
      video_url: mediaUrl.refine(isVideoName, 'must end in .mp4 or .mov'),
      keep_audio: z.boolean(needed('true or false')).optional(),
      image_urls: z.array(mediaUrl, needed('an array')).max(4, 'must hold at most 4 images'),
      elements: z.array(element, needed('an array')).max(7, 'must hold at most 7 elements'),
    },
    needed('a JSON object'),
  )
  .refine(({ elements, image_urls }) => elements.length + image_urls.length <= 4, {
    path: ['elements'],
    message: 'with a video, elements and image_urls together must not be more than 4',
  });

export type EditInput = z.infer<typeof editInput>;

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`),
    '',
  );

export const readEditInput = (body: unknown): EditInput => {
  const parsed = editInput.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: pathOf(path) || 'body', message }));
  const [first] = faults;
  throw new ProviderError(codes.invalidInput, `${first?.field ?? 'body'} ${first?.message ?? 'is invalid'}`, {
    detail: faults,
  });
};
