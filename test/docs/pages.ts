import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const inDocs = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));

/** Every page that people read, by its path below the project's root. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples/README.md'],
  ...inDocs.map((name) => `docs/${name}`),
];

export interface Block {
  readonly page: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** As its fence says it; empty where it says none. */
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, in their order, without the indentation that they have in a list. */
export const blocksOf = async (page: string): Promise<readonly Block[]> => {
  const text = await readFile(join(root, page), 'utf8');
  const fenced = /^(?<indent> *)```(?<language>\w*)\n(?<inside>[^]*?)^\k<indent>```$/gmu;
  return [...text.matchAll(fenced)].map(({ index, groups = {} }) => {
    const { indent = '', language = '', inside = '' } = groups;
    const line = text.slice(0, index).split('\n').length + 1;
    return { page, line, language, text: inside.replaceAll(new RegExp(`^${indent}`, 'gmu'), '') };
  });
};

export const allBlocks = async (): Promise<readonly Block[]> =>
  (await Promise.all(pages.map(blocksOf))).flat();
