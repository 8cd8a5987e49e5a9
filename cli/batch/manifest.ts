import { resolve } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../errors.ts';
import { placeOf, type AskedEdit } from '../request/asked-edit.ts';
import { mostTakes } from '../request/edit-options.ts';

const media = z.string().min(1, 'must name a file or an address');

/** One line of a manifest. What the API limits is held against its own schema. */
const lineSchema = z.strictObject({
  clip: media,
  prompt: z.string(),
  images: z.array(media).default([]),
  elements: z.array(z.array(media).min(1, 'must name pictures, the frontal one first')).default([]),
  keep_audio: z.boolean().default(false),
  webhook_url: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  take: z.int().min(1).max(mostTakes).default(1),
  out: z.string().min(1).optional(),
});

export interface ManifestLine {
  /** From 1, as an editor counts. */
  readonly number: number;
  readonly asked: AskedEdit;
  /** Where its output is wished, as it was written. */
  readonly out?: string | undefined;
}

/** @param folder that files are named from: the manifest's own. @returns every line that can be read, and each fault */
export const parseManifest = (
  text: string,
  folder: string,
): { readonly lines: readonly ManifestLine[]; readonly faults: readonly Fault[] } => {
  const lines: ManifestLine[] = [];
  const faults: Fault[] = [];
  for (const [index, written] of text
    .replace(/^\uFEFF/u, '')
    .split('\n')
    .entries()) {
    if (written.trim() === '') continue;
    const number = index + 1;
    const parsed = parseLine(written);
    if ('faults' in parsed) {
      faults.push(...parsed.faults.map(({ at, message }) => ({ at: placeIn(number, at), message })));
      continue;
    }
    const { clip, prompt, images, elements, take, out, ...more } = parsed.line;
    const asked = {
      clip: placeOf(clip, folder),
      prompt,
      images: images.map((image) => placeOf(image, folder)),
      elements: elements.map(([frontal = '', ...references]) => ({
        frontal: placeOf(frontal, folder),
        references: references.map((reference) => placeOf(reference, folder)),
      })),
      keepAudio: more.keep_audio,
      webhookUrl: more.webhook_url,
      metadata: more.metadata,
      take,
    };
    lines.push({ number, asked, out });
  }
  if (lines.length === 0 && faults.length === 0)
    faults.push({ at: 'MANIFEST', message: 'has no line: one JSON object for each edit' });
  return { lines, faults };
};

export const placeIn = (number: number, field: string): string =>
  field === '' ? `line ${number}` : `line ${number}, ${field}`;

/** Where a line's output goes. @param outFolder in the place of the manifest's own */
export const outOf = (
  { out }: ManifestLine,
  folder: string,
  outFolder: string | undefined,
): string | undefined => {
  if (out !== undefined) return resolve(outFolder ?? folder, out);
  return outFolder;
};

type Line = z.output<typeof lineSchema>;

const parseLine = (written: string): { readonly line: Line } | { readonly faults: readonly Fault[] } => {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { faults: [{ at: '', message: `is not JSON: ${why}` }] };
  }
  const { data, error } = lineSchema.safeParse(value);
  if (data !== undefined) return { line: data };
  return { faults: error.issues.map(({ path, message }) => ({ at: path.join('.'), message })) };
};
