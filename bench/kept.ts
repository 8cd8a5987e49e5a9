import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { benches } from './benches.ts';
import type { Metrics } from './bench.ts';
import { writtenPage } from './page.ts';

/** `bench/latest.json`: all figures of the pages, and what they were measured on. */
export interface Kept {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly system: string;
  };
  readonly node: string;
  readonly seed: number;
  readonly benches: Readonly<Record<string, Metrics>>;
}

const root = join(import.meta.dirname, '..');
export const keptFile = join(root, 'bench', 'latest.json');
export const pages = ['performance.md', 'cost.md'] as const;

export const thisMachine = (seed: number): Omit<Kept, 'benches'> => ({
  machine: {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${platform()} ${arch()}`,
  },
  node: process.versions.node,
  seed,
});

export const readKept = async (): Promise<Kept> => JSON.parse(await readFile(keptFile, 'utf8')) as Kept;

export const sameMachine = (one: Omit<Kept, 'benches'>, other: Omit<Kept, 'benches'>): boolean => {
  const of = ({ machine, node, seed }: Omit<Kept, 'benches'>) => JSON.stringify([machine, node, seed]);
  return of(one) === of(other);
};

/** Keeps what was measured, and writes the pages from it. */
export const keep = async (kept: Kept): Promise<void> => {
  await writeFile(keptFile, await format(JSON.stringify(kept), { parser: 'json', printWidth: 110 }));
  for (const name of pages) {
    const path = join(root, 'docs', name);
    await writeFile(path, await pageFrom(await readFile(path, 'utf8'), name, kept));
  }
};

/** A page as it should be. */
export const pageFrom = async (page: string, name: (typeof pages)[number], kept: Kept): Promise<string> =>
  format(writtenPage(page, name, benches, kept.benches), { parser: 'markdown', printWidth: 110 });
