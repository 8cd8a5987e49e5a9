import * as z from 'zod';

const whole = (what: string, min: number, max: number) => {
  const error = `must be a whole number of ${what} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

/** What looking at the provider may take of what all edits of a stage share. */
export const lookLimitsSchema = z.strictObject({
  /** How long one call may stay and look again and again; 0: it looks once. */
  lingerSeconds: whole('seconds', 0, 600).default(180),
  /** How many calls may stay at once; an account that is not new runs 1,000 functions at once. */
  lingerAtOnce: whole('calls at once', 1, 10_000).default(200),
  /** How often the provider is asked, for all edits together. */
  perSecond: whole('looks a second', 1, 10_000).default(100),
});

export type LookLimits = Readonly<z.output<typeof lookLimitsSchema>>;

/** What of it is set otherwise. */
export type LookingSettings = Readonly<z.input<typeof lookLimitsSchema>>;

export const lookLimits: LookLimits = lookLimitsSchema.parse({});
