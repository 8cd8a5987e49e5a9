import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Bundle } from './bundles.ts';
import type { Deployed } from './deployed.ts';
import { runAsLambda } from './lambda-node.ts';

const loadSchema = z.object({ loadMs: z.number(), peakMb: z.number() });

export type Load = z.output<typeof loadSchema>;

/** A bundle where a process can load it, and what it is deployed with. */
export interface Laid extends Deployed {
  readonly file: string;
}

/** Lays the bundles down in a folder, by the names of their functions. */
export const layDown = async (
  folder: string,
  bundles: Readonly<Record<string, Bundle>>,
  deployed: Readonly<Record<string, Deployed>>,
): Promise<ReadonlyMap<string, Laid>> => {
  const laid = new Map<string, Laid>();
  for (const [name, { text }] of Object.entries(bundles)) {
    const given = deployed[name];
    if (given === undefined) throw new Error(`the stack has no function ${name}`);
    const file = join(folder, `${name}.cjs`);
    await writeFile(file, text);
    laid.set(name, { ...given, file });
  }
  return laid;
};

/** A module with nothing in it: what it takes is Node's own. */
export const layEmpty = async (folder: string, memoryMb: number): Promise<Laid> => {
  const file = join(folder, 'empty.cjs');
  await writeFile(file, '');
  return { file, environment: {}, memoryMb };
};

/** Loads it once, in a process of its own. */
export const load = async ({ file, ...deployed }: Laid): Promise<Load> =>
  loadSchema.parse(
    await runAsLambda({ file: join(import.meta.dirname, 'load.cjs'), given: [file], ...deployed }),
  );
