import * as z from 'zod';

const most = 5;

/** What spending is measured by besides the stage: each value of each is a metric that is paid for. */
export const spendingBySchema = z.strictObject({
  owner: z.boolean().optional(),
  metadata: z
    .array(
      z.string().regex(/^[\w.-]{1,64}$/u, 'must be 1 to 64 letters, digits, dots, dashes or underscores'),
    )
    .max(most, `must be at most ${most} keys`)
    .refine((keys) => new Set(keys).size === keys.length, 'must not name a key twice')
    .optional(),
});

export type SpendingBy = z.output<typeof spendingBySchema>;
