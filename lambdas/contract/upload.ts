import * as z from 'zod';
import { limits } from './limits.ts';

/** What may be uploaded: the ending of its key, and the limit it is held to. */
export const uploadTypes = {
  'video/mp4': { extension: 'mp4', limit: limits.clipBytes },
  'video/quicktime': { extension: 'mov', limit: limits.clipBytes },
  'image/png': { extension: 'png', limit: limits.pictureBytes },
  'image/jpeg': { extension: 'jpg', limit: limits.pictureBytes },
} as const;

export type UploadType = keyof typeof uploadTypes;

const types = Object.keys(uploadTypes) as [UploadType, ...UploadType[]];

/** The body of `POST /v1/uploads`. */
export const uploadRequestSchema = z
  .strictObject({
    content_type: z.enum(types).describe('Of the file: nothing else is taken.'),
    size_bytes: z.int().min(1).describe('Of the file: neither more nor fewer are taken.'),
  })
  .superRefine(({ content_type: type, size_bytes: size }, context) => {
    const { max } = uploadTypes[type].limit;
    if (size <= max) return;
    const message = `must be at most ${max} for ${type}, and is ${size}`;
    context.addIssue({ code: 'custom', path: ['size_bytes'], message });
  });

export type UploadRequestBody = z.output<typeof uploadRequestSchema>;

export const uploadSchema = z.strictObject({
  url: z.string().describe('Name it in an edit. Kept for seven days, or as the stage is set.'),
  post: z
    .strictObject({
      url: z.string(),
      fields: z.record(z.string(), z.string()),
    })
    .describe('Where to post the file: multipart/form-data, these fields first and `file` last.'),
  expires_at: z.iso.datetime().describe('When the post is no longer taken.'),
});

export type UploadBody = z.output<typeof uploadSchema>;
