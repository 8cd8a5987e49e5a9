import type { EditRequestBody } from '../../contract/edit-request.ts';
import type { EditRequest } from '../../core/edit.ts';

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
