import * as z from 'zod';
import { noticeTypeSchema, usualWebhookNotices } from './events.ts';
import { limits, sourceOf, type Limits } from './limits.ts';
import { urlSchema, type UrlPolicy } from './urls.ts';

// zod measures whatever has a `length`, of the wrong type too, and throws over `{"length": {"toString": 0}}`.
const ofText = { abort: false, when: ({ value }: { value: unknown }) => typeof value === 'string' };
const ofList = { abort: false, when: ({ value }: { value: unknown }) => Array.isArray(value) };

// zod's own limit keeps back every other fault, of the items and of the whole body.
const atMost = <Item extends z.ZodType>(max: number, item: Item) =>
  z
    .array(item)
    .refine((items) => items.length <= max, { error: `must be at most ${max}`, ...ofList })
    .meta({ maxItems: max });

const metadataSchema = z
  .record(
    z.string().min(1).max(limits.metadataKeyCharacters.max),
    z.string().max(limits.metadataValueCharacters.max, ofText),
  )
  .refine((metadata) => Object.keys(metadata).length <= limits.metadataEntries.max, {
    error: `at most ${limits.metadataEntries.max} entries`,
  })
  .describe('Yours: comes back with the edit, in its events and its callbacks.');

const webhookNoticesSchema = z
  .array(noticeTypeSchema)
  .min(1, ofList)
  .refine((types) => new Set(types).size === types.length, { error: 'must name each once', ...ofList })
  .meta({ uniqueItems: true })
  .describe(`Which notices go to webhook_url. Otherwise: ${usualWebhookNotices.join(', ')}.`);

/**
 * The body of `POST /v1/edits`: the provider's input fields with its limits, plus `webhook_url`,
 * `webhook_notices` and `metadata`.
 * Strict, because the provider takes unknown fields in silence and bills the job.
 */
export const editRequestSchema = (policy: UrlPolicy, { promptCharacters }: Limits = limits) => {
  const url = urlSchema(policy);
  const elementSchema = z
    .strictObject({
      frontal_image_url: url.describe('The element seen from the front.'),
      reference_image_urls: atMost(limits.referenceImagesPerElement.max, url)
        .min(limits.referenceImagesPerElement.min, ofList)
        .describe('The element from other angles.'),
    })
    .describe('A character or an object to bring in.');
  return z
    .strictObject({
      prompt: z
        .string()
        .max(promptCharacters.max, {
          ...ofText,
          error: `must be at most ${promptCharacters.max} characters (${sourceOf('promptCharacters')})`,
        })
        .refine((prompt) => prompt.trim() !== '', { error: 'must say what to edit' })
        .refine((prompt) => prompt.isWellFormed(), {
          error: 'must be Unicode text, without half a character',
        })
        .describe('What to change. @Element1 and @Image1 name the elements and images, in their order.'),
      video_url: url.describe('The clip: .mp4 or .mov, 3 to 10 s, 720 to 2160 px a side, at most 200 MB.'),
      keep_audio: z.boolean().default(false).describe("Whether the clip's sound is kept."),
      image_urls: atMost(limits.images.max, url).default([]).describe('Pictures of a style or a place.'),
      elements: z.array(elementSchema).default([]).describe('At most 4 together with the images.'),
      webhook_url: urlSchema({ ...policy, s3: false })
        .optional()
        .describe('Told when the edit ends, by a signed POST.'),
      webhook_notices: webhookNoticesSchema.optional(),
      metadata: metadataSchema.optional(),
    })
    .superRefine(
      (body, context) => {
        for (const fault of [...tooManyPictures(body), ...danglingReferences(body)]) {
          context.addIssue({ code: 'custom', ...fault });
        }
      },
      { when: ({ value }) => countable.safeParse(value).success },
    )
    .refine(({ webhook_url: url, webhook_notices: notices }) => notices === undefined || url !== undefined, {
      path: ['webhook_notices'],
      error: 'needs a webhook_url to go to',
      abort: false,
      when: ({ value }) => typeof value === 'object' && value !== null,
    });
};

export type EditRequestBody = z.output<ReturnType<typeof editRequestSchema>>;

/** As a caller writes it: what has a default may be left out. */
export type EditRequestInput = z.input<ReturnType<typeof editRequestSchema>>;

interface Fault {
  path: string[];
  message: string;
}
interface Pictures {
  elements: readonly unknown[];
  image_urls: readonly unknown[];
}

// Other faults of a body are no reason to keep these back: a caller wants all of them at once.
const countable = z.object({
  prompt: z.string(),
  elements: z.array(z.unknown()),
  image_urls: z.array(z.unknown()),
});

const tooManyPictures = ({ elements, image_urls: images }: Pictures): Fault[] => {
  const together = elements.length + images.length;
  const { max } = limits.elementsAndImages;
  // Images alone have a limit of their own, which says it better.
  if (together <= max || elements.length === 0) return [];
  return [
    {
      path: ['elements'],
      message: `elements and image_urls together must be at most ${max}, and are ${together}`,
    },
  ];
};

const danglingReferences = ({ prompt, ...pictures }: Pictures & { prompt: string }): Fault[] => {
  const counts = { Element: pictures.elements.length, Image: pictures.image_urls.length };
  const fields = { Element: 'elements', Image: 'image_urls' };
  const named = new Set([...prompt.matchAll(/@(?:Element|Image)\d+/gu)].map(([reference]) => reference));
  return [...named].flatMap((reference) => {
    const kind = reference.startsWith('@Element') ? 'Element' : 'Image';
    const place = Number(reference.slice(kind.length + 1));
    if (place >= 1 && place <= counts[kind]) return [];
    return [
      {
        path: ['prompt'],
        message: `names ${reference}, but ${fields[kind]} has ${counts[kind] === 0 ? 'none' : `only ${counts[kind]}`}`,
      },
    ];
  });
};
