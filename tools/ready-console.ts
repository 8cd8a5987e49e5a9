import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { firstLine, hasCode } from '../local/errors.ts';

/**
 * Builds the console where it is missing, or older than what it is made of: before `npm start`, which starts without it
 * where it cannot be built.
 */
const root = join(import.meta.dirname, '..');
const sources = ['console', 'client', 'lambdas/contract', 'lambdas/core', 'package-lock.json'];

/** Whether nothing of `folder` changed since its `console/built` was made. */
export const isFresh = async (folder: string): Promise<boolean> => {
  const built = join(folder, 'console', 'built');
  const builtAt = await changedAt(join(built, 'index.html'));
  if (builtAt === undefined) return false;
  const times = await Promise.all(sources.map(async (source) => newestIn(join(folder, source), built)));
  return times.every((time) => time <= builtAt);
};

// A folder counts, too: something may have been taken out of it.
const newestIn = async (path: string, without: string): Promise<number> => {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = (await readdir(path, { recursive: true }))
    .map((name) => join(path, name))
    .filter((entry) => entry !== without && !entry.startsWith(without + sep));
  const times = await Promise.all(entries.map(async (entry) => (await stat(entry)).mtimeMs));
  return times.reduce((newest, time) => Math.max(newest, time), 0);
};

const changedAt = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

if (import.meta.main && !(await isFresh(root))) {
  try {
    // What bundles is loaded where there is something to bundle.
    const { buildConsole } = await import('./build-console.ts');
    await buildConsole();
  } catch (error) {
    console.error(`the console cannot be built, and the rest starts without it: ${firstLine(error)}`);
  }
}
