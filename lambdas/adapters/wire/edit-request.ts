import type { EditRequestBody } from '../../contract/edit-request.ts';
import type { EditRequest } from '../../core/edit.ts';
import type { NewEdit } from '../../core/new-edit.ts';

/** A parsed body as the core knows it. */
export const toEditRequest = (body: EditRequestBody): EditRequest => ({
  prompt: body.prompt,
  videoUrl: body.video_url,
  keepAudio: body.keep_audio,
  imageUrls: body.image_urls,
  elements: body.elements.map((element) => ({
    frontalImageUrl: element.frontal_image_url,
    referenceImageUrls: element.reference_image_urls,
  })),
});

/** All that a caller may set of an edit. */
export const toAsked = (
  body: EditRequestBody,
): Pick<NewEdit, 'request' | 'webhookUrl' | 'webhookNotices' | 'metadata'> => ({
  request: toEditRequest(body),
  webhookUrl: body.webhook_url,
  webhookNotices: body.webhook_notices,
  metadata: body.metadata ?? {},
});
