import { editRequestSchema, type EditRequestInput } from '../../lambdas/contract/edit-request.ts';
import { limits as published, sourceOf, type Limits } from '../../lambdas/contract/limits.ts';
import type { UrlPolicy } from '../../lambdas/contract/urls.ts';
import type { Fault } from '../errors.ts';
import { mapMedia, type AskedEdit, type Place } from './asked-edit.ts';

/** The body of `POST /v1/edits`. */
export const bodyOf = (asked: AskedEdit<string>): EditRequestInput => ({
  prompt: asked.prompt,
  video_url: asked.clip,
  keep_audio: asked.keepAudio,
  image_urls: [...asked.images],
  elements: asked.elements.map(({ frontal, references }) => ({
    frontal_image_url: frontal,
    reference_image_urls: [...references],
  })),
  ...(asked.webhookUrl === undefined ? {} : { webhook_url: asked.webhookUrl }),
  ...(asked.metadata === undefined ? {} : { metadata: { ...asked.metadata } }),
});

// As long as any that an upload is given.
const anUpload = `s3://${'b'.repeat(63)}/uploads/${'0'.repeat(32)}/${'0'.repeat(32)}.mp4`;

/** Everything about it that the API would refuse before it looks at clip and pictures; by the fields of the request. */
export const faultsOf = (
  asked: AskedEdit,
  policy: UrlPolicy,
  limits: Limits = published,
): readonly Fault[] => {
  const body = bodyOf(mapMedia(asked, (place: Place) => (place.kind === 'address' ? place.url : anUpload)));
  const { error } = editRequestSchema(policy, limits).safeParse(body);
  const faults = (error?.issues ?? []).map(({ path, message }) => ({ at: path.join('.'), message }));
  const { max } = published.bodyBytes;
  const bytes = Buffer.byteLength(JSON.stringify(body));
  if (bytes <= max) return faults;
  const message = `must be at most ${max} bytes together, and has ${bytes} (${sourceOf('bodyBytes')})`;
  return [...faults, { at: 'request', message }];
};
