import type { EditRequest } from '../../core/edit.ts';

/** The model, as the provider names it. */
export const modelId = 'kling/kling-video-o1/video-to-video/edit';

export const modelPath = `/v1/models/${modelId}`;
export const balancePath = '/prod/v2/balance';

/** @param requestId one that `isRequestId`: it becomes part of the path as it is */
export const requestPath = (
  requestId: string,
  what: 'status' | 'result?include_cost=true' | 'cancel',
): string => `/v1/requests/${requestId}/${what}`;

/**
 * The body of the paid POST. Every field is sent, empty ones too: the provider requires both arrays, and what it
 * puts in place of a missing one is not known.
 */
export const wireRequest = (request: EditRequest) => ({
  prompt: request.prompt,
  video_url: request.videoUrl,
  keep_audio: request.keepAudio,
  image_urls: request.imageUrls,
  elements: request.elements.map((element) => ({
    frontal_image_url: element.frontalImageUrl,
    reference_image_urls: element.referenceImageUrls,
  })),
});
