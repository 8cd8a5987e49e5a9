import * as z from 'zod';
import type { Attempt } from './attempt.ts';
import { mediaOf, type Form } from './form.ts';
import type { Looks, Uploads } from './looks.ts';

/** What is kept of a form while its page is loaded again. */
export interface Draft {
  readonly form: Form;
  readonly looks: Looks;
  readonly uploads: Uploads;
  /** @default - nobody has tried to send it */
  readonly attempt?: Attempt | undefined;
}

const mediumSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), id: z.string(), name: z.string(), sizeBytes: z.number() }),
  z.object({ kind: z.literal('address'), id: z.string(), address: z.string() }),
]);

const factsSchema = z.object({
  contentType: z.string(),
  extension: z.string(),
  width: z.number(),
  height: z.number(),
  durationSeconds: z.number().optional(),
  framesPerSecond: z.number().optional(),
  codec: z.string().optional(),
});

// What was under way when the page went is begun anew, and is not kept.
const lookSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('seen'), facts: factsSchema, sizeBytes: z.number() }),
  z.object({ is: z.literal('unusable'), why: z.string() }),
  z.object({ is: z.literal('unseen'), why: z.string() }),
]);

const draftSchema = z.object({
  form: z.object({
    prompt: z.string(),
    clip: mediumSchema.optional(),
    elements: z.array(
      z.object({ id: z.string(), frontal: mediumSchema.optional(), references: z.array(mediumSchema) }),
    ),
    images: z.array(mediumSchema),
    keepAudio: z.boolean(),
    webhookUrl: z.string(),
    metadata: z.array(z.object({ id: z.string(), name: z.string(), value: z.string() })),
  }),
  looks: z.record(z.string(), lookSchema),
  /** Where files lie, by the id of their medium. */
  uploaded: z.record(z.string(), z.string()),
  attempt: z
    .object({ key: z.string(), body: z.string(), outcome: z.enum(['unknown', 'refused', 'taken']) })
    .optional(),
});

/** A draft as text; of files it has name and address, never their bytes. */
export const written = ({ form, looks, uploads, attempt }: Draft): string => {
  const ids = new Set(mediaOf(form).map(({ medium }) => medium.id));
  const kept: z.input<typeof draftSchema> = {
    form: structuredClone(form) as z.input<typeof draftSchema>['form'],
    looks: Object.fromEntries(
      Object.entries(looks).flatMap(([id, look]) =>
        ids.has(id) && look.is !== 'looking' ? [[id, look]] : [],
      ),
    ),
    uploaded: Object.fromEntries(
      Object.entries(uploads).flatMap(([id, upload]) =>
        ids.has(id) && upload.is === 'done' ? [[id, upload.url]] : [],
      ),
    ),
    attempt,
  };
  return JSON.stringify(kept);
};

/** The draft that `text` is, or undefined where it is none, or one of another version. */
export const readDraft = (text: string): Draft | undefined => {
  const parsed = draftSchema.safeParse(json(text));
  if (!parsed.success) return undefined;
  const { form, looks, uploaded, attempt } = parsed.data;
  const files = mediaOf(form).filter(({ medium }) => medium.kind === 'file');
  return {
    form,
    looks,
    uploads: Object.fromEntries(
      files.map(({ medium: { id } }) => {
        const url = uploaded[id];
        return [id, url === undefined ? { is: 'lost' } : { is: 'done', url }];
      }),
    ),
    attempt,
  };
};

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
