import * as z from 'zod';

/** Where a limit comes from. Those of `page` cannot be relaxed: the provider itself publishes them. */
export interface LimitSource {
  /**
   * `page`: the model's own page at RunComfy; `fal`: fal.ai's reference of the same model; `kling`: the model maker's
   * own reference of the same edit; `ours`: nobody else's.
   */
  readonly from: 'page' | 'fal' | 'kling' | 'ours';
  readonly at: string;
}

/** Both ends belong to it. */
export interface Limit {
  readonly min?: number;
  readonly max?: number;
  readonly unit: string;
  readonly source: LimitSource;
}

/** What something may be. */
export interface Choice {
  readonly oneOf: readonly string[];
  readonly source: LimitSource;
}

const page = (at: string): LimitSource => ({ from: 'page', at });
const ours = (at: string): LimitSource => ({ from: 'ours', at });

/** Everything that an edit is held against before it costs anything. Where sources differ the stricter one counts. */
export const limits = {
  promptCharacters: {
    max: 2_500,
    unit: 'characters',
    source: { from: 'kling', at: 'prompt of the omni-video request' },
  },
  images: { max: 4, unit: 'pictures', source: page('image_urls.maxItems') },
  elementsAndImages: {
    max: 4,
    unit: 'elements and pictures',
    source: page('image_urls.description, with a video'),
  },
  referenceImagesPerElement: {
    min: 1,
    max: 4,
    unit: 'pictures',
    source: page('elements.reference_image_urls'),
  },
  clipFormats: { oneOf: ['mp4', 'mov'], source: page('video_url.description') },
  clipSeconds: {
    min: 3,
    max: 10.05,
    unit: 's',
    // The page says 3 to 10 s; fal's reference has the tolerance that a clip cut at 10 s needs.
    source: page('video_url.description'),
  },
  clipSidePixels: { min: 720, max: 2_160, unit: 'pixels a side', source: page('video_url.description') },
  clipBytes: { max: 200_000_000, unit: 'bytes', source: page('video_url.description') },
  clipFramesPerSecond: {
    min: 24,
    max: 60,
    unit: 'frames a second',
    source: { from: 'fal', at: 'video_url' },
  },
  pictureFormats: { oneOf: ['jpg', 'png'], source: { from: 'fal', at: 'image_urls' } },
  pictureSidePixels: {
    min: 300,
    unit: 'pixels a side',
    source: page('elements.frontal_image_url.description'),
  },
  pictureAspect: {
    min: 0.4,
    max: 2.5,
    unit: 'width to height',
    source: page('elements.frontal_image_url.description'),
  },
  pictureBytes: {
    max: 10_000_000,
    unit: 'bytes',
    source: page('elements.frontal_image_url.description'),
  },
  bodyBytes: { max: 65_536, unit: 'bytes', source: ours('a request is text and addresses') },
  metadataEntries: { max: 16, unit: 'entries', source: ours('every event carries them') },
  metadataValueCharacters: { max: 512, unit: 'characters', source: ours('every event carries them') },
  metadataKeyCharacters: { max: 128, unit: 'characters', source: ours('every event carries them') },
  urlCharacters: {
    max: 8_192,
    unit: 'characters',
    source: ours('a pre-signed URL with a session token is about 2,000'),
  },
  idempotencyKeyCharacters: { max: 255, unit: 'characters', source: ours('more than any id needs') },
} as const satisfies Readonly<Record<string, Limit | Choice>>;

type Widened<Of> = { readonly [Name in keyof Of]: Of[Name] extends Choice ? Choice : WidenedLimit<Of[Name]> };
type WidenedLimit<Of> = {
  readonly [Name in keyof Of]: Of[Name] extends number
    ? number
    : Of[Name] extends LimitSource
      ? LimitSource
      : string;
};

/** The limits as a stage has them. */
export type Limits = Widened<typeof limits>;
export type LimitName = keyof Limits;

const formats = 'must be a list of one or more of jpg, png, webp';
const number = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
};

/** What a stage may set in the place of limits that the provider does not publish. */
export const relaxedLimitsSchema = z.strictObject({
  promptCharacters: z.strictObject({ max: number(1, 20_000).int() }).optional(),
  clipFramesPerSecond: z.strictObject({ min: number(1, 240), max: number(1, 240) }).optional(),
  pictureFormats: z
    .array(z.enum(['jpg', 'png', 'webp']), { error: formats })
    .min(1, { error: formats })
    .optional(),
});

export type RelaxedLimits = z.output<typeof relaxedLimitsSchema>;

export const withRelaxed = ({
  promptCharacters,
  clipFramesPerSecond,
  pictureFormats,
}: RelaxedLimits): Limits => ({
  ...limits,
  promptCharacters: { ...limits.promptCharacters, ...promptCharacters },
  clipFramesPerSecond: { ...limits.clipFramesPerSecond, ...clipFramesPerSecond },
  pictureFormats: { ...limits.pictureFormats, ...(pictureFormats && { oneOf: pictureFormats }) },
});

const published = {
  page: "the model's page at RunComfy",
  fal: "fal.ai's reference of the model",
  kling: "Kling's reference of the same edit",
  ours: 'Reshoot',
} as const;

/** Whose limit it is, as a refusal says it, and what can be done about it. */
export const sourceOf = (name: LimitName): string => {
  const { from } = limits[name].source;
  return name in relaxedLimitsSchema.shape
    ? `${published[from]}; setting limits.${name} relaxes it`
    : published[from];
};
