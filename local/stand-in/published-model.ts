import { usdPerSecond } from './price.ts';

export const modelId = 'kling/kling-video-o1/video-to-video/edit';

const sample = 'https://playgrounds-storage-public.runcomfy.net/tools/7246/media-files';

/** As the provider publishes it, faults included: the keys under `elements.items` are no JSON Schema. */
const inputSchema = {
  type: 'object',
  title: 'Input',
  required: ['prompt', 'video_url', 'elements', 'image_urls'],
  properties: {
    prompt: {
      title: 'Prompt',
      description:
        'Use @Element1, @Element2 to reference elements and @Image1, @Image2 to reference images in order.',
      type: 'string',
      default:
        'Replace the character in the video with @Element1, maintaining the same movements and camera angles. Transform the landscape into @Image1',
    },
    video_url: {
      title: 'Video URL',
      description:
        'Reference video URL to guide motion and scene framing. Supported formats: .mp4, .mov. Duration: 3–10 seconds. Resolution: 720p–2160p. File size: ≤200 MB.',
      type: 'string',
      default: `${sample}/input-1-1.mp4`,
    },
    keep_audio: {
      title: 'Keep Audio',
      description: 'Whether to keep the original audio track from the input video.',
      type: 'boolean',
      default: false,
    },
    image_urls: {
      title: 'Images',
      description:
        'Reference images for style or appearance guidance. Referenced in the prompt as @Image1, @Image2, etc. Up to 4 images total. When using video, elements and reference images combined must not exceed 4.',
      type: 'array',
      items: { type: 'string', format: 'image_uri' },
      maxItems: 4,
      minItems: 0,
      default: [`${sample}/input-1-4.png`],
    },
    elements: {
      title: 'Elements',
      description:
        'Provide characters/objects to include. Reference in prompt as @Element1, @Element2, etc. Maximum 7 total across elements + reference images + start image.',
      type: 'array',
      default: [
        { frontal_image_url: `${sample}/input-1-2.png`, reference_image_urls: [`${sample}/input-1-3.jpeg`] },
      ],
      items: {
        frontal_image_url: {
          title: 'Frontal Image Url',
          description:
            'The frontal image of the element (main view).Max file size: 10.0MB, Min width: 300px, Min height: 300px, Min aspect ratio: 0.40, Max aspect ratio: 2.50, Timeout: 20.0s',
          type: 'string',
          format: 'image_uri',
          default: '',
        },
        reference_image_urls: {
          title: 'Reference Image Urls',
          description:
            'Additional reference images from different angles. 1-4 images supported. At least one image is required.',
          type: 'array',
          format: 'image_uris',
          items: { type: 'string', format: 'image_uri' },
          default: [],
          maxItems: 4,
          minItems: 1,
        },
      },
      maxItems: 7,
      minItems: 0,
    },
  },
};

export const publishedModel = {
  model_id: modelId,
  display_name: 'Kling Video O1 Video-to-Video Edit',
  description: 'Edits a video by a prompt and reference pictures, keeping its movement and its camera.',
  categories: ['video-to-video'],
  base_price_usd: usdPerSecond,
  price_unit: 'second',
  pricing_note: 'Per second of the input video, rounded to whole seconds.',
  input_schema: inputSchema,
  model_url: `https://www.runcomfy.com/models/${modelId}`,
};
