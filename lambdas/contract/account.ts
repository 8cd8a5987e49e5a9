import * as z from 'zod';
import { relaxedLimitsSchema, withRelaxed, type Limits } from './limits.ts';

/** How the provider takes what is sent to it with this stage's token. */
export const accountStateSchema = z.enum(['usable', 'token_refused', 'no_balance', 'unreachable']);

export const providerNameSchema = z.enum(['RunComfy', 'a stand-in']);

export type ProviderName = z.output<typeof providerNameSchema>;

const usd = z.number();
const { promptCharacters, clipFramesPerSecond, pictureFormats } = relaxedLimitsSchema.shape;

/** What is worth knowing before anything is spent. */
export const accountSchema = z.strictObject({
  version: z.string().describe('Of the API.'),
  provider: providerNameSchema.describe('Who makes the edits; a stand-in costs nothing.'),
  model: z.string().describe('As the provider names it.'),
  account: accountStateSchema.describe(
    'As the provider answers now. `token_refused`: there is no token, or it takes it for none.',
  ),
  balance_usd: usd.optional().describe('What is left there; may be negative. For operators of the stage.'),
  price: z
    .strictObject({
      base_usd: usd.describe('For one unit.'),
      unit: z.string().describe('As the provider names it.'),
      usd_per_second: usd
        .optional()
        .describe(
          'Of the clip, in whole seconds and at least one; absent where it is not the length that counts.',
        ),
    })
    .optional()
    .describe('Absent where the provider has not told it for a day.'),
  budget: z
    .strictObject({
      daily_usd: usd.optional(),
      spent_today_usd: usd.describe('And set aside. Days and months are those of UTC.'),
      monthly_usd: usd.optional(),
      spent_this_month_usd: usd,
    })
    .optional()
    .describe('What the stage may spend; absent where nothing is set. For operators of the stage.'),
  slots: z.int().describe('How many edits the provider is given at once.'),
  limits: z
    .strictObject({
      prompt_characters: promptCharacters,
      clip_frames_per_second: clipFramesPerSecond,
      picture_formats: pictureFormats,
    })
    .describe('Those that this stage has set otherwise than they are published.'),
  urls: z
    .strictObject({ s3: z.boolean(), loopback_http: z.boolean() })
    .describe('Which addresses are taken for clips and pictures besides https://.'),
  uploads: z.boolean().describe('Whether POST /v1/uploads has a place for files.'),
});

export type AccountBody = z.output<typeof accountSchema>;

/** The limits that the stage of this account holds an edit against. */
export const limitsOf = ({ limits }: Pick<AccountBody, 'limits'>): Limits =>
  withRelaxed({
    promptCharacters: limits.prompt_characters,
    clipFramesPerSecond: limits.clip_frames_per_second,
    pictureFormats: limits.picture_formats,
  });
