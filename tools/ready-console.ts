import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstLine } from '../local/errors.ts';
import { builtConsole } from './build-console.ts';

/**
 * Builds the console where it is missing, or older than what it is made of: before `npm start`, which starts without it
 * where it cannot be built.
 */
const root = join(import.meta.dirname, '..');
const sources = ['console', 'client', 'lambdas/contract', 'lambdas/core', 'package-lock.json'];

const newest = async (path: string): Promise<number> => {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const times = entries
    .filter((entry) => !entry.parentPath.startsWith(builtConsole) && entry.name !== 'built')
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  return Math.max(found.mtimeMs, ...(await Promise.all(times)));
};
