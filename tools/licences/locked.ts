import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** One package as the lock file has it. */
export interface Locked {
  /** Where it is installed: `node_modules/zod`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** As its author wrote it: an SPDX expression, if they knew how. */
  readonly licence: string;
  /** Whether only those who work on the project have it. */
  readonly dev: boolean;
  readonly integrity?: string | undefined;
  /** Where it was fetched from. */
  readonly resolved?: string | undefined;
  /** Whether it comes inside the package above it. */
  readonly inBundle: boolean;
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      inBundle: z.boolean().optional(),
    }),
  ),
});

const modules = 'node_modules/';

/** Every package of a lock file but the project itself, in its order. @param lock the text of `package-lock.json` */
export const lockedPackages = (lock: string): readonly Locked[] =>
  Object.entries(lockSchema.parse(JSON.parse(lock)).packages)
    .filter(([path]) => path !== '')
    .map(([path, { name, version, license, dev, integrity, resolved, inBundle }]) => ({
      path,
      name: name ?? path.slice(path.lastIndexOf(modules) + modules.length),
      version,
      licence: license ?? 'none',
      dev: dev ?? false,
      integrity,
      resolved,
      inBundle: inBundle ?? false,
    }));

export const readLock = async (root: string): Promise<readonly Locked[]> =>
  lockedPackages(await readFile(join(root, 'package-lock.json'), 'utf8'));
