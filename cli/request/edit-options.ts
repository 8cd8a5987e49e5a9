import { limits } from '../../lambdas/contract/limits.ts';
import type { Fault } from '../errors.ts';
import { placeOf, type AskedEdit, type AskedElement } from './asked-edit.ts';

/** The options of `reshoot edit`, as they were written. */
export interface EditOptions {
  readonly prompt: string;
  readonly image: readonly string[];
  readonly element: readonly string[];
  readonly keepAudio?: boolean | undefined;
  readonly webhook?: string | undefined;
  readonly metadata: readonly string[];
  readonly take: string;
  readonly key?: string | undefined;
}

/** @param folder that files are named from. @returns the edit, and every option that cannot be read */
export const askedBy = (
  clip: string,
  options: EditOptions,
  folder: string,
): { readonly asked: AskedEdit; readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const { prompt, image, element, keepAudio = false, webhook, metadata, take, key } = options;
  if (clip === '') faults.push({ at: 'CLIP', message: 'must name a file or an address' });
  const elements = element.map((text, n) => elementOf(text, n, folder, faults));
  const { max } = limits.idempotencyKeyCharacters;
  // A header has no other characters.
  if (key !== undefined && !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/u.test(key))
    faults.push({
      at: '--key',
      message: 'must be letters, digits and signs of ASCII, without a space at an end',
    });
  else if (key !== undefined && key.length > max)
    faults.push({ at: '--key', message: `must be at most ${max} characters, and has ${key.length}` });
  const asked = {
    clip: placeOf(clip, folder),
    prompt,
    images: image.map((text) => placeOf(text, folder)),
    elements,
    keepAudio,
    webhookUrl: webhook,
    metadata: metadataOf(metadata, faults),
    take: takeOf(take, faults),
  };
  return { asked, faults };
};

const elementOf = (text: string, n: number, folder: string, faults: Fault[]): AskedElement => {
  const [frontal = '', ...references] = text.split(',').map((part) => part.trim());
  const parts = [frontal, ...references];
  if (parts.includes('')) faults.push({ at: `--element ${n + 1}`, message: 'has a picture without a name' });
  return {
    frontal: placeOf(frontal, folder),
    references: references.map((reference) => placeOf(reference, folder)),
  };
};

const metadataOf = (pairs: readonly string[], faults: Fault[]): Record<string, string> | undefined => {
  if (pairs.length === 0) return undefined;
  const metadata = new Map<string, string>();
  for (const pair of pairs) {
    const [key = '', ...rest] = pair.split('=');
    if (key === '' || rest.length === 0)
      faults.push({ at: '--metadata', message: `must read key=value, and reads ${pair}` });
    else if (metadata.has(key)) faults.push({ at: '--metadata', message: `names ${key} twice` });
    else metadata.set(key, rest.join('='));
  }
  return Object.fromEntries(metadata);
};

export const mostTakes = 1_000_000;

const takeOf = (text: string, faults: Fault[]): number => {
  const take = Number(text);
  if (!/^\d+$/u.test(text) || take < 1 || take > mostTakes)
    faults.push({ at: '--take', message: `must be a whole number from 1 to ${mostTakes}, and is ${text}` });
  return take;
};
