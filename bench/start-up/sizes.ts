import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root, type Bundle } from './bundles.ts';

/** Of every function: the bytes of each library in its bundle. */
export type Sizes = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const sizesFile = join(root, 'bench', 'bundle-sizes.json');

const sizesSchema = z.record(z.string(), z.record(z.string(), z.number().int()));

/** The sizes that were accepted last. */
export const readSizes = async (): Promise<Sizes> =>
  sizesSchema.parse(JSON.parse(await readFile(sizesFile, 'utf8')));

export const sizesOf = (bundles: Readonly<Record<string, Pick<Bundle, 'libraries'>>>): Sizes =>
  Object.fromEntries(
    Object.entries(bundles).map(([name, { libraries }]) => [
      name,
      Object.fromEntries(Object.entries(libraries).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    ]),
  );

const sumOf = (libraries: Readonly<Record<string, number>>): number =>
  Object.values(libraries).reduce((sum, bytes) => sum + bytes, 0);

const mostGrowth = 1.1;

/**
 * What grew by more than a tenth, or came new: `read-edit: 386290 bytes became 1123785 (undici +737495)`. What became
 * smaller is no fault, but has to be accepted before growth from there is one.
 */
export const growthOf = (accepted: Sizes, now: Sizes): readonly string[] => [
  ...Object.keys(accepted)
    .filter((name) => now[name] === undefined)
    .map((name) => `${name}: is no function any more`),
  ...Object.entries(now).flatMap(([name, libraries]) => {
    const before = accepted[name];
    if (before === undefined) return [`${name}: is new, with ${sumOf(libraries)} bytes`];
    const [was, is] = [sumOf(before), sumOf(libraries)];
    if (is <= was * mostGrowth) return [];
    const grown = Object.entries(libraries)
      .map(([library, bytes]) => ({ library, more: bytes - (before[library] ?? 0) }))
      .filter(({ more }) => more > 0)
      .toSorted((one, other) => other.more - one.more)
      .slice(0, 3)
      .map(({ library, more }) => `${library} +${more}`);
    return [`${name}: ${was} bytes became ${is} (${grown.join(', ')})`];
  }),
];
